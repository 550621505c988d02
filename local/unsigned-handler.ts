import { jsonAnswer, type WireHandler } from './gateway/wire.ts';
import { createHttpApi } from './http-api/http-api.ts';
import { readHttpApi } from './http-api/read-http-api.ts';
import type { Lambda } from './lambda/lambda.ts';
import { localEndpoint } from './local-endpoints.ts';
import type { Meter } from './meter/meter.ts';
import type { Place, Resource } from './resource-model.ts';
import type { LocalClock } from './service-options.ts';

/** What answers requests nobody signed: the cloud's own endpoints and the HTTP API of the template. */
export function unsignedHandler(options: {
  readonly resources: readonly Resource[];
  readonly lambda: Lambda;
  readonly meter: Meter;
  readonly place: Place;
  readonly clock: LocalClock;
}): {
  readonly handle: WireHandler;
  /** From now on new requests are told that the cloud is stopping. */
  readonly drain: () => void;
} {
  const api = readHttpApi(options.resources);
  const httpApi = api && createHttpApi({ ...options, api });
  let isDraining = false;
  return {
    async handle(request) {
      if (isDraining) return jsonAnswer(503, { message: 'Service Unavailable' });
      const own = localEndpoint(request, options.meter);
      if (own) return own;
      return httpApi ? httpApi(request) : jsonAnswer(404, { message: 'Not Found' });
    },
    drain() {
      isDraining = true;
    },
  };
}
