import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isUnchanged, writeStamp } from './build-stamp.ts';

let root = '';
const entries = ['a.lambda.ts'];
const stamp = () => join(root, 'stamp');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stamp-'));
  writeFileSync(join(root, 'a.lambda.ts'), 'one');
  writeStamp(stamp(), { root, entries, inputs: ['a.lambda.ts'] });
});
afterEach(() => rmSync(root, { recursive: true }));

it('holds while nothing changes', () => {
  expect(isUnchanged(stamp(), { root, entries })).toBe(true);
});

it('fails when a file the build read changes', () => {
  writeFileSync(join(root, 'a.lambda.ts'), 'two');
  expect(isUnchanged(stamp(), { root, entries })).toBe(false);
});

it('fails when a file the build read disappears', () => {
  rmSync(join(root, 'a.lambda.ts'));
  expect(isUnchanged(stamp(), { root, entries })).toBe(false);
});

it('fails when an entry is added', () => {
  expect(isUnchanged(stamp(), { root, entries: [...entries, 'b.lambda.ts'] })).toBe(false);
});

it('fails when there was no build', () => {
  expect(isUnchanged(join(root, 'none'), { root, entries })).toBe(false);
});
