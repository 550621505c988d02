import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const LOADER = path.join(import.meta.dirname, 'load-cdnow.ts');
const directory = mkdtempSync(path.join(tmpdir(), 'tributary-sample-'));
const keys = ['--write-key', 'wk_sec_1', '--admin-token', 'tat_id_secret'];

afterAll(() => rmSync(directory, { recursive: true }));

describe('the loader fails in one line', () => {
  it('when there are no credentials', () => {
    expect(load('--data-dir', directory)).toMatch(/^sample: no usable credentials in .*npm start/);
  });

  it('when the credentials file is damaged', () => {
    writeFileSync(path.join(directory, 'credentials.json'), '{"url":');
    expect(load('--data-dir', directory)).toMatch(/^sample: no usable credentials/);
  });

  it('when nothing answers', () => {
    // the discard port: nothing listens there
    expect(load('--url', 'http://127.0.0.1:9', ...keys)).toMatch(/^sample: .*does not answer/);
  });

  it('when the URL is none', () => {
    expect(load('--url', 'here', ...keys)).toMatch(/^sample: --url must be a URL/);
  });

  it('when a flag is unknown', () => {
    expect(load('--fast')).toMatch(/^sample: Unknown option '--fast'/);
  });
});

/** What the loader says on its way out, which must be a failure. */
function load(...args: string[]): string {
  const { status, stderr } = spawnSync(process.execPath, [LOADER, ...args], { encoding: 'utf8' });
  expect(status).toBe(1);
  const lines = stderr.trim().split('\n');
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}
