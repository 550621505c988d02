import { KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * The Kinesis client of a function: region, credentials and endpoint come from its environment.
 *
 * HTTP/1.1 with kept connections: the SDK's own HTTP/2 handler opens a session per call
 * (aws-sdk-js-v3 #8279), which doubles the time of a `PutRecords`. One attempt per call, as its users
 * retry by themselves: four times three seconds fit their functions' limits.
 */
export function createKinesisClient(): KinesisClient {
  return new KinesisClient({
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ connectionTimeout: 1_000, requestTimeout: 2_000 }),
  });
}
