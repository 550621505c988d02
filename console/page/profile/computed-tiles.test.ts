import { expect, it } from 'vitest';
import { tilesOf } from './computed-tiles.ts';

it('shows every computed trait there is, with its value once there is one, and no stated trait', () => {
  const traits = {
    revenue: { value: 6552.7, source: 'computed' },
    gone: { value: 1, source: 'computed' },
    plan: { value: 'pro', source: 'default-web' },
  };
  const profile = { profileId: 'p', identifiers: [], traits, firstSeen: null, lastSeen: null };
  const defined = [
    { key: 'order_count', definition: { type: 'count' as const, event: 'Order Completed' } },
    {
      key: 'revenue',
      definition: { type: 'sum' as const, event: 'Order Completed', property: 'revenue' },
    },
  ];
  expect(tilesOf({ anonymousId: 'a', profile, events: [] }, defined)).toEqual([
    { key: 'order_count', about: 'count of Order Completed', value: '–' },
    { key: 'revenue', about: 'sum of revenue in Order Completed', value: '6,552.7' },
    { key: 'gone', about: '', value: '1' },
  ]);
});
