import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from './client-settings.ts';

/** Milliseconds; an object of a few megabytes is on its way longer than a row. */
const ATTEMPT_MS = 10_000;

/** The S3 client of a function; at most three attempts a call, half of what its functions may take. */
export function createS3Client(): S3Client {
  return new S3Client({
    ...clientSettings({ attemptMilliseconds: ATTEMPT_MS }),
    maxAttempts: 3,
  });
}
