import { expect, it } from 'vitest';
import { fieldsOf } from './message-fields.ts';

it('shows a message as names and texts, its refusal first', () => {
  const fields = fieldsOf({
    messageId: 'm-1',
    type: 'track',
    receivedAt: '2026-01-01T00:00:01.000Z',
    timestamp: '2026-01-01T00:00:00.000Z',
    source: 'default-web',
    identifiers: { userId: 'a…1f' },
    properties: { price: 18.5, coupon: null },
    quarantine: { reason: 'missing_event', detail: 'event' },
  });
  expect(fields).toEqual([
    ['quarantined', 'missing_event: event'],
    ['userId', 'a…1f'],
    ['properties.price', '18.5'],
    ['properties.coupon', 'null'],
    ['source', 'default-web'],
    ['timestamp', '2026-01-01T00:00:00.000Z'],
    ['messageId', 'm-1'],
  ]);
});
