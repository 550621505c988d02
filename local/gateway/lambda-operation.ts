import { type AwsCall, notImplemented } from '../service.ts';

const INVOKE = /^\/2015-03-31\/functions\/[^/]+\/invocations$/;

/** The Lambda operation a REST request asks for. */
export function lambdaOperation(http: AwsCall['http']): string {
  if (http.method === 'POST' && INVOKE.test(http.path)) return 'Invoke';
  throw notImplemented(`Lambda '${http.method} ${http.path}'`, 'local/gateway/lambda-operation.ts');
}
