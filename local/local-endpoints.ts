import { jsonAnswer, type WireReply, type WireRequest } from './gateway/wire.ts';
import type { Meter } from './meter/meter.ts';
import { dollars, loadPrices } from './meter/prices.ts';

/**
 * The cloud's own endpoints, under `/_local/`: `health`, and `usage` (billable units so far, in all and by
 * caller, with their list price). Undefined for any other path.
 */
export function localEndpoint(request: WireRequest, meter: Meter): WireReply | undefined {
  if (!request.path.startsWith('/_local/')) return undefined;
  switch (request.path) {
    case '/_local/health':
      return jsonAnswer(200, { status: 'ok' });
    case '/_local/usage':
      return jsonAnswer(200, usage(meter));
    default:
      return jsonAnswer(404, { message: 'Not Found' });
  }
}

function usage(meter: Meter): Record<string, unknown> {
  const prices = loadPrices();
  const total = meter.total();
  return {
    prices: { region: prices.region, asOf: prices.asOf, currency: prices.currency },
    units: total,
    dollars: dollars(total, prices),
    byCaller: meter.byCaller(),
  };
}
