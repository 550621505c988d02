import { NodeHttpHandler } from '@smithy/node-http-handler';

/** The longest one attempt of an AWS call takes, in milliseconds: more than 99.9 % of them need. */
const ATTEMPT_MS = 3_000;

/**
 * What every AWS client is made with; region, credentials and endpoint come from the environment. Without
 * limits a service that accepts a connection and never answers would hold a function until Lambda ends it.
 *
 * `requestTimeout` ends an attempt only together with `throwOnRequestTimeout`; it waits for the head of the
 * reply, `socketTimeout` for the rest. HTTP/1.1 with kept connections, for Kinesis too, whose own HTTP/2
 * handler opens a session per call (aws-sdk-js-v3 #8279), which doubles the time of a `PutRecords`.
 */
export function clientSettings(options: { attemptMilliseconds?: number } = {}): {
  requestHandler: NodeHttpHandler;
} {
  const limit = options.attemptMilliseconds ?? ATTEMPT_MS;
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: 1_000,
    requestTimeout: limit,
    socketTimeout: limit,
    throwOnRequestTimeout: true,
  });
  return { requestHandler };
}
