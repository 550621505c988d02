import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anEnvelope } from '../../test/builders/envelope.ts';
import { aMessage, anIdentify } from '../../test/builders/message.ts';
import { maskIdentifier, REDACTED } from './redact.ts';
import { tailMessageOf } from './tail-message.ts';

describe('maskIdentifier', () => {
  it('keeps the first and the last two characters of what is long enough to hide the rest', () => {
    expect(maskIdentifier('a81bc81b-1f')).toBe('a…1f');
    expect(maskIdentifier('ada')).toBe('…');
    expect(maskIdentifier('😀😀😀😀😀😀')).toBe('😀…😀😀');
  });
});

describe('tailMessageOf', () => {
  it('shows what happened without showing to whom', () => {
    const message = aMessage({
      userId: 'ada@example.com',
      properties: {
        product_name: 'Mug',
        price: 12.5,
        gift: true,
        email: 'x',
        'First Name': 'Ada',
        note: 'mail ada@example.com',
        contact: '+44 (20) 7946-0958',
        card: 4111111111111111,
        url: 'https://shop.example.com/cart?token=abc',
        products: [1, 2],
        shipping: { street: 'Main' },
      },
    });
    expect(tailMessageOf(anEnvelope({}, message), { redact: true })).toMatchObject({
      type: 'track',
      event: 'Product Viewed',
      identifiers: { userId: 'a…om', anonymousId: '…' },
      properties: {
        product_name: 'Mug',
        price: 12.5,
        gift: true,
        email: REDACTED,
        'First Name': REDACTED,
        note: REDACTED,
        contact: REDACTED,
        card: REDACTED,
        url: 'https://shop.example.com/cart?…',
        products: '[2 items]',
        shipping: '{1 fields}',
      },
    });
  });

  it('replaces every trait', () => {
    const message = anIdentify({ traits: { email: 'ada@example.com', plan: 'gold', age: 36 } });
    const shown = tailMessageOf(anEnvelope({ type: 'identify' }, message), { redact: true });
    expect(shown.traits).toEqual({ email: REDACTED, plan: REDACTED, age: REDACTED });
  });

  it('shows all of it to those who may see it', () => {
    const message = anIdentify({ traits: { email: 'ada@example.com' } });
    const shown = tailMessageOf(anEnvelope({ type: 'identify' }, message), { redact: false });
    expect(shown).toMatchObject({
      identifiers: { userId: 'u-1' },
      traits: { email: 'ada@example.com' },
    });
  });

  it('never shows an e-mail address or phone number, wherever a client put it', () => {
    const canary = fc.constantFrom('canary@example.com', '+49 30 5550-1234', '4111111111111111');
    const field = fc.string({ maxLength: 10 });
    const nested = fc.oneof(canary, fc.dictionary(field, canary), fc.array(canary));
    const message = fc.record({
      event: canary,
      name: canary,
      userId: canary,
      anonymousId: canary,
      previousId: canary,
      groupId: canary,
      properties: fc.dictionary(fc.oneof(field, canary), nested),
      traits: fc.dictionary(fc.oneof(field, canary), nested),
      context: fc.dictionary(field, nested),
    });
    fc.assert(
      fc.property(message, fc.constantFrom('track', 'identify', 'page'), (sent, type) => {
        const envelope = anEnvelope(
          { type, ip: '203.0.113.7', userAgent: 'canary@example.com' },
          sent,
        );
        const shown = JSON.stringify(tailMessageOf(envelope, { redact: true }));
        expect(shown).not.toMatch(/canary@|5550|411111|203\.0\.113/);
      }),
    );
  });

  it('shows what cannot be read as empty', () => {
    const envelope = anEnvelope({ message: '7', quarantine: { reason: 'not_an_object' } });
    expect(tailMessageOf(envelope, { redact: true })).toMatchObject({
      identifiers: {},
      quarantine: { reason: 'not_an_object' },
    });
  });
});
