import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { apiHandler } from '../../shared/http/api-handler.ts';
import { silentLogger } from '../../shared/telemetry/log.ts';
import { anApiEvent } from '../../test/builders/api-event.ts';
import { loadConsoleFiles } from './load-console-files.ts';
import { serveConsole } from './serve-console.ts';

const folder = mkdtempSync(join(tmpdir(), 'console-'));
mkdirSync(join(folder, 'vendor'));
writeFileSync(join(folder, 'index.html'), '<p>Zoë</p>');
writeFileSync(join(folder, 'vendor', 'shop.js'), 'export {};');
writeFileSync(join(folder, 'logo.png'), Buffer.from([137, 80, 78, 71]));
afterAll(() => rmSync(folder, { recursive: true }));

const handler = apiHandler(serveConsole(loadConsoleFiles(folder)), silentLogger);
const get = (proxy?: string, headers?: Record<string, string>) =>
  handler(anApiEvent({ proxy, headers }));

describe('serveConsole', () => {
  it('serves the page at the root, without a credential', async () => {
    expect(await get()).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
      body: '<p>Zoë</p>',
      isBase64Encoded: false,
    });
  });

  it('serves files of any folder by their type, and bytes as bytes', async () => {
    const script = await get('vendor/shop.js');
    expect(script.headers?.['content-type']).toBe('text/javascript; charset=utf-8');
    expect(await get('logo.png')).toMatchObject({
      headers: { 'content-type': 'image/png' },
      body: Buffer.from([137, 80, 78, 71]).toString('base64'),
      isBase64Encoded: true,
    });
  });

  it('lets only our own files run', async () => {
    const policy = String((await get()).headers?.['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("default-src 'none';");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
  });

  it('answers 304 to who has the current file', async () => {
    const etag = String((await get()).headers?.etag);
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`]) {
      expect(await get(undefined, { 'if-none-match': tag })).toMatchObject({
        statusCode: 304,
        body: undefined,
        headers: { etag },
      });
    }
    expect((await get(undefined, { 'if-none-match': '"other"' })).statusCode).toBe(200);
    expect((await get('vendor/shop.js')).headers?.etag).not.toBe(etag);
  });

  it.each(['missing.js', '../index.html', '..%2Findex.html', '/etc/passwd', 'vendor'])(
    'has no file %s',
    async (name) => {
      const result = await get(name);
      expect(result.statusCode).toBe(404);
      expect(JSON.parse(result.body ?? '').code).toBe('file_not_found');
    },
  );
});

describe('loadConsoleFiles', () => {
  it('fails on a file whose type it does not know', () => {
    const other = mkdtempSync(join(tmpdir(), 'console-'));
    writeFileSync(join(other, 'notes.docx'), '');
    expect(() => loadConsoleFiles(other)).toThrow(/no known content type/);
    rmSync(other, { recursive: true });
  });
});
