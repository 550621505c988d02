import { computedTraitsApi } from '../../functions/profile/computed-traits-api.ts';
import type { Scope } from '../../shared/govern/scopes.ts';
import { apiHandler } from '../../shared/http/api-handler.ts';
import type { AdminChangeStore } from '../../shared/stores/admin-change-store.ts';
import { silentLogger } from '../../shared/telemetry/log.ts';
import { anApiEvent } from './api-event.ts';
import { MemoryConfig } from './memory-config.ts';

/** Where computed traits live in the API. */
export const COMPUTED_TRAITS_PATH = '/v1/admin/computed-traits';

/** A computed trait as an operator states it. */
export const ORDER_COUNT = {
  key: 'order_count',
  definition: { type: 'count', event: 'Order Completed' },
};

interface Call {
  readonly method: string;
  readonly key?: string;
  readonly body?: string | object;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
}

/**
 * The computed traits API over configuration in memory, at 2026-01-01 until `clock.time` is moved. Its
 * requests are numbered `request-1`, `request-2`, …; `stores.changes` can be replaced to inject failures.
 */
export function aComputedTraitsApi(options: { scopes?: readonly Scope[] } = {}) {
  const config = new MemoryConfig();
  const token = config.addToken(options.scopes ?? ['admin:read', 'admin:write']);
  const clock = { time: Date.parse('2026-01-01T00:00:00.000Z'), now: () => clock.time };
  const stores = {
    tokens: config,
    changes: config as AdminChangeStore,
    computedTraits: config,
    clock,
  };
  let requests = 0;
  const call = async ({ method, key, body, query, headers }: Call) => {
    requests += 1;
    const result = await apiHandler(
      computedTraitsApi(stores),
      silentLogger,
    )(
      anApiEvent({
        method,
        path: key === undefined ? COMPUTED_TRAITS_PATH : `${COMPUTED_TRAITS_PATH}/${key}`,
        proxy: key,
        query,
        headers: { authorization: `Bearer ${token}`, ...headers },
        body: typeof body === 'object' ? JSON.stringify(body) : body,
        requestId: `request-${requests}`,
      }),
    );
    return {
      status: result.statusCode,
      headers: result.headers ?? {},
      body: result.body ? JSON.parse(result.body) : undefined,
    };
  };
  return { config, clock, stores, call, token };
}
