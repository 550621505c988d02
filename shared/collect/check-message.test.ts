import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aMessage, anIdentify } from '../../test/builders/message.ts';
import { checkMessage } from './check-message.ts';
import { Message } from './message.ts';

const LONE_SURROGATE = '\ud800';
const identifier = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    '',
    ' ',
    'u-1',
    42,
    2 ** 53,
    1.5,
    true,
    LONE_SURROGATE,
    '\u202eu',
  ),
  fc.constantFrom('x'.repeat(256), 'x'.repeat(257), 'e\u0301', '\u00e9', 'a\u0000', '0', {}, []),
  fc.string({ unit: 'binary' }),
);
const fields = fc.oneof(
  fc.constantFrom(undefined, null, {}, [], 'x', 1),
  fc.dictionary(fc.string(), fc.string()),
);
const anyMessage = fc.record(
  {
    type: fc.constantFrom(
      'track',
      'identify',
      'page',
      'screen',
      'group',
      'alias',
      'constructor',
      1,
      undefined,
    ),
    messageId: fc.constantFrom(
      undefined,
      null,
      '',
      'm',
      7,
      'm'.repeat(100),
      'm'.repeat(101),
      'a\nb',
      LONE_SURROGATE,
    ),
    userId: identifier,
    anonymousId: identifier,
    previousId: identifier,
    event: fc.constantFrom(undefined, null, '', 'Signed Up', 5, {}),
    properties: fields,
    traits: fields,
    context: fields,
    integrations: fields,
  },
  { requiredKeys: [] },
);

describe('checkMessage', () => {
  it('agrees with the schema on every message, and on what identifies it', () => {
    const seen = { usable: 0, unusable: 0 };
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: anyMessage }, fc.jsonValue()), (value) => {
        const check = checkMessage(value, undefined);
        const schema = Message.safeParse(value);
        seen[check.kind] += 1;
        expect(check.kind === 'usable').toBe(schema.success);
        if (check.kind !== 'usable' || !schema.success) return;
        const { type, messageId, userId, anonymousId } = schema.data;
        expect(check).toEqual({ kind: 'usable', type, messageId, userId, anonymousId });
      }),
      { numRuns: 5000 },
    );
    expect(Math.min(seen.usable, seen.unusable)).toBeGreaterThan(100);
  });

  it('agrees with the schema on nearly usable messages', () => {
    const oneWrong = fc
      .tuple(
        fc.constantFrom(
          aMessage(),
          anIdentify(),
          aMessage({ type: 'alias', userId: 'u', previousId: 'p' }),
        ),
        anyMessage,
        fc.nat(),
      )
      .map(([base, other, pick]) => {
        const keys = Object.keys(other) as (keyof typeof other)[];
        const key = keys[pick % Math.max(1, keys.length)];
        return key === undefined ? base : { ...base, [key]: other[key] };
      });
    fc.assert(
      fc.property(oneWrong, (value) => {
        expect(checkMessage(value, undefined).kind === 'usable').toBe(
          Message.safeParse(value).success,
        );
      }),
      { numRuns: 5000 },
    );
  });

  it('takes the type of the path over the type of the message', () => {
    expect(checkMessage(aMessage({ type: 'page' }), 'track')).toMatchObject({ type: 'track' });
    expect(checkMessage(aMessage({ type: undefined }), 'screen')).toMatchObject({ type: 'screen' });
  });

  it.each([
    ['not_an_object', 'text', undefined],
    ['unknown_type', aMessage({ type: 'constructor' }), 'type'],
    ['invalid_message_id', aMessage({ messageId: 'm'.repeat(101) }), 'messageId'],
    ['invalid_identifier', aMessage({ anonymousId: LONE_SURROGATE }), 'anonymousId'],
    ['missing_identifier', aMessage({ anonymousId: '' }), 'userId'],
    ['missing_identifier', aMessage({ type: 'alias', previousId: 'a' }), 'userId'],
    ['missing_previous_id', aMessage({ type: 'alias', userId: 'u' }), 'previousId'],
    ['missing_event', aMessage({ event: '' }), 'event'],
    ['invalid_field', aMessage({ properties: [] }), 'properties'],
  ])('says %s', (reason, value, field) => {
    expect(checkMessage(value, undefined)).toEqual({ kind: 'unusable', reason, field });
  });

  it('reads composed and decomposed letters as one identifier, and whole numbers as text', () => {
    expect(checkMessage(anIdentify({ userId: 'e\u0301' }), undefined)).toMatchObject({
      userId: '\u00e9',
    });
    expect(checkMessage(anIdentify({ userId: 42 }), undefined)).toMatchObject({ userId: '42' });
  });

  it('is not fooled by fields on the prototype chain', () => {
    const value: unknown = JSON.parse(
      '{"__proto__":{"userId":"admin"},"type":"page","constructor":{"x":1}}',
    );
    expect(checkMessage(value, undefined)).toMatchObject({ reason: 'missing_identifier' });
    expect(({} as Record<string, unknown>).userId).toBeUndefined();
  });
});
