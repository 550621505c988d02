/** Where a request goes. */
export interface RouteMatch {
  readonly routeKey: string;
  /** ARN of the function. */
  readonly target: string;
  /** Integration time-out in milliseconds. */
  readonly timeoutMs: number;
  /** Percent-decoded; empty without variables. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** One route of the template. */
export interface Route {
  /** `GET /v1/profiles/{proxy+}`, `ANY /v1`, `$default`. */
  readonly routeKey: string;
  readonly target: string;
  readonly timeoutMs: number;
}

interface Compiled extends Route {
  readonly method: string;
  readonly segments: readonly string[];
}

/** Finds the route of a method and path (percent-encoded, as sent). */
export type RouteTable = (method: string, path: string) => RouteMatch | undefined;

/**
 * Routes by API Gateway's precedence: literal before `{variable}` before greedy `{proxy+}`, segment by segment;
 * then the exact method before `ANY`; `$default` last. A greedy variable needs at least one character.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function createRouteTable(routes: readonly Route[]): RouteTable {
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');
  const compiled = routes
    .filter((route) => route !== fallback)
    .map(compile)
    .sort(bySpecificity);
  return (method, path) => {
    const segments = segmentsOf(path);
    for (const route of compiled) {
      if (route.method !== 'ANY' && route.method !== method) continue;
      const pathParameters = bind(route.segments, segments);
      if (pathParameters) return { ...targetOf(route), pathParameters };
    }
    return fallback && { ...targetOf(fallback), pathParameters: {} };
  };
}

function compile(route: Route): Compiled {
  const [method = '', path = ''] = route.routeKey.split(' ');
  return { ...route, method, segments: segmentsOf(path) };
}

function segmentsOf(path: string): string[] {
  return path.replace(/^\//, '').split('/');
}

function targetOf({ routeKey, target, timeoutMs }: Route): Route {
  return { routeKey, target, timeoutMs };
}

function rank(segment: string | undefined): number {
  if (segment === undefined) return 3;
  if (/^\{.+\+\}$/.test(segment)) return 2;
  return /^\{.+\}$/.test(segment) ? 1 : 0;
}

function bySpecificity(a: Compiled, b: Compiled): number {
  const longest = Math.max(a.segments.length, b.segments.length);
  for (let index = 0; index < longest; index++) {
    const difference = rank(a.segments[index]) - rank(b.segments[index]);
    if (difference !== 0) return difference;
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
}

function bind(
  pattern: readonly string[],
  path: readonly string[],
): Record<string, string> | undefined {
  const bound: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    const name = /^\{(.+?)(\+?)\}$/.exec(segment);
    const value = name?.[2] ? path.slice(index).join('/') : path[index];
    if (!name && value !== segment) return undefined;
    if (name && !value) return undefined;
    if (name?.[1] && value) bound[name[1]] = decodeURIComponent(value);
    if (name?.[2]) return bound;
  }
  return pattern.length === path.length ? bound : undefined;
}
