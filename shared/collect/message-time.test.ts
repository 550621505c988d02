import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageTime, parseInstant } from './message-time.ts';

const RECEIVED = Date.parse('2026-11-22T12:00:00.000Z');
const iso = (ms: number): string => new Date(ms).toISOString();
const timeOf = (claimed: unknown, sentAt?: unknown, kind: 'public' | 'secret' = 'public') =>
  messageTime({ claimed, sentAt: parseInstant(sentAt), receivedAt: RECEIVED, kind });

describe('parseInstant', () => {
  it('reads back every instant of four-digit years', () => {
    const instant = fc.integer({
      min: Date.parse('0000-01-01'),
      max: Date.parse('9999-12-31T23:59:59.999Z'),
    });
    fc.assert(
      fc.property(instant, (ms) => parseInstant(iso(ms)) === ms),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['2026-11-22', '2026-11-22T00:00:00.000Z'],
    ['2026-11-22T10:00', '2026-11-22T10:00:00.000Z'],
    ['2026-11-22 10:00:00', '2026-11-22T10:00:00.000Z'],
    ['2026-11-22T10:00:00.123456+00:00', '2026-11-22T10:00:00.123Z'],
    ['2026-11-22T10:00:00.5Z', '2026-11-22T10:00:00.500Z'],
    ['2026-11-22T10:00:00+0530', '2026-11-22T04:30:00.000Z'],
    ['2026-11-22T10:00:00-08', '2026-11-22T18:00:00.000Z'],
    ['2026-11-22t10:00:00z', '2026-11-22T10:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000Z'],
    ['2016-12-28T23:59:60.500Z', '2016-12-28T23:59:59.500Z'],
    ['2026-11-22T24:00:00.000Z', '2026-11-23T00:00:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(iso(parseInstant(text) ?? Number.NaN)).toBe(expected);
  });

  it.each([
    '',
    'NaN',
    '1',
    'yesterday',
    '2026-02-30T00:00:00Z',
    '2026-13-01',
    '2026-11-22T25:00:00Z',
    '+275760-09-13T00:00:00.000Z',
    1763805600000,
    null,
    {},
  ])('does not read %j', (value) => expect(parseInstant(value)).toBeUndefined());
});

describe('messageTime', () => {
  it('is the time of receipt when the client says nothing readable', () => {
    expect(timeOf(undefined)).toEqual({ timestamp: iso(RECEIVED), originalTimestamp: undefined });
    expect(timeOf('not a date', iso(RECEIVED))).toEqual({
      timestamp: iso(RECEIVED),
      originalTimestamp: undefined,
    });
  });

  it('corrects a public clock that is more than a minute off', () => {
    const claimed = RECEIVED - 3_600_000 - 5_000;
    const sentAt = iso(RECEIVED - 3_600_000);
    expect(timeOf(iso(claimed), sentAt)).toEqual({
      timestamp: iso(RECEIVED - 5_000),
      originalTimestamp: claimed,
    });
  });

  it('leaves a clock that is less than a minute off alone', () => {
    const claimed = RECEIVED - 70_000;
    expect(timeOf(iso(claimed), iso(RECEIVED - 60_000)).timestamp).toBe(iso(claimed));
  });

  it('believes secret sources', () => {
    const claimed = RECEIVED - 3_605_000;
    expect(timeOf(iso(claimed), iso(RECEIVED - 3_600_000), 'secret').timestamp).toBe(iso(claimed));
  });

  it('clamps the future to five minutes past receipt and never the past', () => {
    expect(timeOf(iso(RECEIVED + 86_400_000)).timestamp).toBe(iso(RECEIVED + 300_000));
    expect(timeOf('1997-01-01T00:00:00Z').timestamp).toBe('1997-01-01T00:00:00.000Z');
  });

  it('gives the form that toISOString prints, of the instant that was judged, whatever was sent', () => {
    const number = (max: number) => fc.nat(max).map((n) => String(n).padStart(2, '0'));
    const claim = fc
      .tuple(number(13), number(32), number(24), number(60), number(60))
      .map(([month, day, hour, minute, second]) => ({ month, day, hour, minute, second }));
    const form = fc.constantFrom('T', ' ', 't');
    const zone = fc.constantFrom('Z', 'z', '', '+00:00', ' Z', '-0530');
    const fraction = fc.constantFrom('', '.5', '.000', ',123', '.123456');
    const seen = { exact: 0, judged: 0 };
    fc.assert(
      fc.property(claim, form, fraction, zone, (at, between, digits, offset) => {
        const { month, day, hour, minute, second } = at;
        const claimed = `2016-${month}-${day}${between}${hour}:${minute}:${second}${digits}${offset}`;
        const { timestamp, originalTimestamp } = timeOf(claimed);
        expect(timestamp).toBe(iso(originalTimestamp ?? RECEIVED));
        expect(originalTimestamp).toBe(parseInstant(claimed));
        if (timestamp === claimed) seen.exact += 1;
        if (originalTimestamp !== undefined) seen.judged += 1;
      }),
      { numRuns: 5000 },
    );
    expect(Math.min(seen.exact, seen.judged - seen.exact)).toBeGreaterThan(20);
  });

  it.each([
    ['2016-12-31T23:59:60.000Z', '2016-12-31T23:59:59.000Z'],
    ['2016-12-31 23:59:59.000Z', '2016-12-31T23:59:59.000Z'],
    ['2016-12-31t23:59:59.000z', '2016-12-31T23:59:59.000Z'],
    ['2016-12-31T24:00:00.000Z', '2017-01-01T00:00:00.000Z'],
  ])('prints %s anew', (claimed, timestamp) => {
    expect(timeOf(claimed).timestamp).toBe(timestamp);
  });

  it('always gives a date with a four-digit year', () => {
    const wild = fc
      .integer({ min: Date.parse('0000-01-01'), max: Date.parse('9999-12-31') })
      .map(iso);
    fc.assert(
      fc.property(wild, wild, (claimed, sentAt) => {
        expect(timeOf(claimed, sentAt).timestamp).toMatch(/^\d{4}-/);
      }),
    );
  });
});
