import type { MessageType } from '../../shared/collect/envelope.ts';

/** What a path of the tracking API asks for. */
export type CollectRoute =
  | { readonly kind: 'single'; readonly type: MessageType }
  | { readonly kind: 'batch'; readonly mode: 'live' | 'historical' }
  | { readonly kind: 'client-metrics' }
  | { readonly kind: 'settings'; readonly writeKey: string }
  | { readonly kind: 'health' };

const LIVE_BATCH: CollectRoute = { kind: 'batch', mode: 'live' };

/** Segment's whole-word paths, and the first letters its browser SDK uses. */
const POST_ROUTES: ReadonlyMap<string, CollectRoute> = new Map<string, CollectRoute>([
  ...(['identify', 'track', 'page', 'screen', 'group', 'alias'] as const).flatMap(
    (type): [string, CollectRoute][] => [
      [`/v1/${type}`, { kind: 'single', type }],
      [`/v1/${type.charAt(0)}`, { kind: 'single', type }],
    ],
  ),
  ['/v1/batch', LIVE_BATCH],
  ['/v1/b', LIVE_BATCH],
  // Imported history changes profiles and never acts (ADR 0011).
  ['/v1/import', { kind: 'batch', mode: 'historical' }],
  ['/v1/m', { kind: 'client-metrics' }],
]);

const SETTINGS = /^\/v1\/projects\/([^/]{1,256})\/settings$/;

/** Finds what `method` and `path` ask for; undefined where nothing is served. */
export function collectRouteOf(method: string, path: string): CollectRoute | undefined {
  const plain = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  if (method === 'POST') return POST_ROUTES.get(plain);
  if (method !== 'GET') return undefined;
  if (plain === '/v1/health') return { kind: 'health' };
  const writeKey = SETTINGS.exec(plain)?.[1];
  return writeKey === undefined ? undefined : { kind: 'settings', writeKey };
}
