import { KinesisClient } from '@aws-sdk/client-kinesis';
import { clientSettings } from './client-settings.ts';

/** The Kinesis client of a function. One attempt per call, as its users retry by themselves. */
export function createKinesisClient(): KinesisClient {
  return new KinesisClient({ ...clientSettings(), maxAttempts: 1 });
}
