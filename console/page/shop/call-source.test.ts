import { describe, expect, it } from 'vitest';
import { callSource } from './call-source.ts';
import type { SdkCall } from './tracker.ts';

const textOf = (call: SdkCall) =>
  callSource(call)
    .map(({ text }) => text)
    .join('');

describe('callSource', () => {
  it('writes a call without properties on one line', () => {
    expect(textOf({ method: 'page', args: ['Shop', 'Home'] })).toBe(
      "analytics.page('Shop', 'Home')",
    );
    expect(textOf({ method: 'reset', args: [] })).toBe('analytics.reset()');
  });

  it('gives every property and every item of a list a line', () => {
    const products = [{ product_id: 'guji', price: 18.5 }, { product_id: 'huila' }];
    expect(textOf({ method: 'track', args: ['Order Completed', { total: 39.5, products }] })).toBe(
      [
        "analytics.track('Order Completed', {",
        '  total: 39.5,',
        '  products: [',
        "    { product_id: 'guji', price: 18.5 },",
        "    { product_id: 'huila' },",
        '  ],',
        '})',
      ].join('\n'),
    );
  });

  it('writes code that means the call, whatever is typed in', () => {
    const traits = { name: "O'Brien \\ '); alert('" };
    const call: SdkCall = { method: 'identify', args: ['42', traits] };
    const analytics = { identify: (...args: unknown[]) => args };
    const run = new Function('analytics', `return ${textOf(call)}`);
    expect(run(analytics)).toEqual(['42', traits]);
  });
});
