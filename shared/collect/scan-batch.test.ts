import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanBatch } from './scan-batch.ts';
import { scanValue } from './scan-value.ts';

const space = fc.stringMatching(/^[ \n\r\t]{0,3}$/);

/** A JSON value together with a text that prints it with white space and escapes wherever JSON allows them. */
const printed = (value: unknown, fill: string, escaped: boolean): string => {
  const text = (raw: string): string => {
    const plain = JSON.stringify(raw);
    return escaped ? plain.replace(/[a-z]/, (c) => `\\u00${c.charCodeAt(0).toString(16)}`) : plain;
  };
  const print = (item: unknown): string => {
    if (Array.isArray(item)) return `[${fill}${item.map(print).join(`${fill},${fill}`)}${fill}]`;
    if (item !== null && typeof item === 'object') {
      const fields = Object.entries(item).map(
        ([key, field]) => `${JSON.stringify(key)}${fill}:${fill}${print(field)}`,
      );
      return `{${fill}${fields.join(`${fill},${fill}`)}${fill}}`;
    }
    return typeof item === 'string' ? text(item) : JSON.stringify(item);
  };
  return print(value);
};

const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });
const hostile = fc.oneof(json, fc.constantFrom('"', '\\', '],[', '}{', ':', '\\"', '\u2028', ''));

describe('scanBatch', () => {
  it('finds the exact text of every message, whatever the white space and escapes', () => {
    const body = fc.record({
      before: fc.dictionary(fc.string(), hostile, { maxKeys: 3 }),
      batch: fc.array(hostile, { maxLength: 6 }),
      after: fc.dictionary(fc.string(), hostile, { maxKeys: 3 }),
    });
    fc.assert(
      fc.property(body, space, fc.boolean(), ({ before, batch, after }, fill, escaped) => {
        const fields = { ...before, batch: undefined, ...after };
        const frame = new Map<string, unknown>([...Object.entries(fields), ['batch', batch]]);
        const inner = [...frame].map(
          ([key, value]) => `${JSON.stringify(key)}${fill}:${fill}${printed(value, fill, escaped)}`,
        );
        const text = `${fill}{${inner.join(`${fill},${fill}`)}${fill}}${fill}`;
        const scan = scanBatch(text);
        const parsed = JSON.parse(text);
        expect(scan?.keys).toBe(frame.size);
        expect(scan?.messages?.map((m) => JSON.parse(text.slice(m.start, m.end)))).toEqual(
          parsed.batch,
        );
        for (const [name, field] of scan?.fields ?? []) {
          expect(JSON.parse(text.slice(field.start, field.end))).toEqual(parsed[name]);
        }
        for (const message of scan?.messages ?? []) {
          expect(text.slice(message.start, message.end)).toBe(
            text.slice(message.start, message.end).trim(),
          );
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('reads an escaped key as JSON does', () => {
    const text = '{"\\u0062atch":[{"a":1}]}';
    expect(scanBatch(text)?.messages).toHaveLength(1);
  });

  it('counts repeated keys each time', () => {
    expect(scanBatch('{"batch":[],"batch":[1]}')).toMatchObject({ keys: 2, messages: [{}] });
  });

  it.each([
    '',
    '{',
    '[1]',
    '{"batch":[',
    '{"batch":[1',
    '{"batch":[1]',
    '{"batch":[1]} x',
    '{"a',
    '{"a":',
  ])('gives nothing for the incomplete text %j', (text) => {
    expect(scanBatch(text)).toBeUndefined();
  });

  it('never throws and never loops on arbitrary text', () => {
    const soup = fc.array(
      fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', 'batch', ' ', '1'),
    );
    fc.assert(
      fc.property(soup, (parts) => {
        scanBatch(parts.join(''));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('scanValue', () => {
  it('measures depth and keys like a walk over the parsed value', () => {
    fc.assert(
      fc.property(json, space, (value, fill) => {
        const text = printed(value, fill, false);
        const scan = scanValue(text, 0);
        expect(scan?.end).toBe(text.length);
        expect(scan?.depth).toBe(depthOf(value));
        expect(scan?.allKeys).toBe(allKeysOf(value));
        expect(scan?.maxKeys).toBe(maxKeysOf(value));
      }),
      { numRuns: 1000 },
    );
  });

  it('measures 250,000 levels without recursion', () => {
    const text = '['.repeat(250_000) + ']'.repeat(250_000);
    expect(scanValue(text, 0)).toMatchObject({ depth: 250_000, end: text.length });
  });

  it('is linear in a string of backslashes and quotes', () => {
    const text = `"${'\\\\\\"'.repeat(200_000)}"`;
    expect(scanValue(text, 0)?.end).toBe(text.length);
  });
});

function isObject(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function childrenOf(value: unknown): unknown[] {
  return value !== null && typeof value === 'object' ? Object.values(value) : [];
}

function depthOf(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0;
  return 1 + Math.max(0, ...childrenOf(value).map(depthOf));
}

function allKeysOf(value: unknown): number {
  const own = isObject(value) ? Object.keys(value).length : 0;
  return childrenOf(value).reduce<number>((sum, child) => sum + allKeysOf(child), own);
}

function maxKeysOf(value: unknown): number {
  const own = isObject(value) ? Object.keys(value).length : 0;
  return Math.max(own, ...childrenOf(value).map(maxKeysOf));
}
