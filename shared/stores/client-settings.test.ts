import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clientSettings } from './client-settings.ts';
import { cloudwatchMetricStore } from './cloudwatch-metric-store.ts';
import { createDynamoClient } from './dynamo-client.ts';
import { secretIdentifierHash } from './identifier-key.ts';
import { createKinesisClient } from './kinesis-client.ts';

/** Takes every request and never answers. */
let server: Server;

beforeAll(async () => {
  server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

const CALLS: readonly [string, () => Promise<unknown>][] = [
  [
    'Kinesis',
    () => createKinesisClient().send(new PutRecordsCommand({ StreamName: 's', Records: [] })),
  ],
  [
    'DynamoDB',
    () =>
      createDynamoClient().send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } })),
  ],
  [
    // As `createS3Client`, which would wait for half a minute.
    'S3',
    () =>
      new S3Client({ ...clientSettings({ attemptMilliseconds: 200 }), maxAttempts: 1 }).send(
        new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'text' }),
      ),
  ],
  ['Secrets Manager', () => secretIdentifierHash('arn')()],
  [
    'CloudWatch',
    () =>
      cloudwatchMetricStore({ stage: 'dev' }).sums(['MessagesAccepted'], { since: 0, until: 1 }),
  ],
];

describe('a service that never answers', () => {
  it.concurrent.each(CALLS)(
    'ends a call of %s with an error',
    { timeout: 60_000 },
    async (_, call) => {
      await expect(call()).rejects.toMatchObject({ name: 'TimeoutError' });
    },
  );
});
