import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from './entries.ts';
import { FUNCTION_OPTIONS } from './options.ts';

const IMPORTS = `
  import { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
  import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
  import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
  import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
  import { NodeHttpHandler } from '@smithy/node-http-handler';
`;

/** Every client that messages pass through, with requests that exercise headers, numbers, blobs and errors. */
const CALLS = `(async () => {
  const key = { pk: { S: 'a' }, sk: { N: '1' } };
  const dynamo = new DynamoDBClient({});
  const calls = [
    () => dynamo.send(new GetItemCommand({ TableName: 't', Key: key, ConsistentRead: true })),
    () => dynamo.send(new UpdateItemCommand({ TableName: 't', Key: key, UpdateExpression: 'SET a = :a',
      ExpressionAttributeValues: { ':a': { B: Buffer.from([1, 2, 255]) } }, ReturnValues: 'ALL_NEW' })),
    () => dynamo.send(new TransactWriteItemsCommand({ ClientRequestToken: 'token',
      TransactItems: [{ Delete: { TableName: 't', Key: key } }] })),
    () => new KinesisClient({ requestHandler: new NodeHttpHandler() }).send(new PutRecordsCommand({
      StreamName: 's', Records: [{ Data: Buffer.from('x'), PartitionKey: 'b1', ExplicitHashKey: '0' }] })),
    () => new S3Client({}).send(new PutObjectCommand({ Bucket: 'b', Key: 'raw/dt=1/x.gz', Body: 'body',
      IfNoneMatch: '*', ContentType: 'application/x-ndjson', ContentEncoding: 'gzip', Metadata: { a: 'b' } })),
    () => new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: 'arn' })),
  ];
  for (const call of calls) {
    try { console.log(JSON.stringify(await call())); }
    catch (error) { console.log(error.name, error.message, JSON.stringify(error.CancellationReasons)); }
  }
})()`;
const CHANGES_EACH_TIME =
  /^(amz-sdk-|user-agent|x-amz-user-agent|x-amz-date|authorization|connection|host)/;

let folder = '';
let server: Server;
let requests: unknown[] = [];

beforeAll(async () => {
  // Inside the project, so that the SDK is found.
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  folder = mkdtempSync(join(ROOT, 'dist/options-test-'));
  server = createServer((request, response) => {
    const body: Buffer[] = [];
    request
      .on('data', (chunk) => body.push(chunk))
      .on('end', () => {
        const { method, url, headers } = request;
        const kept = Object.entries(headers).filter(([name]) => !CHANGES_EACH_TIME.test(name));
        requests.push({
          method,
          url,
          headers: Object.fromEntries(kept),
          body: String(Buffer.concat(body)),
        });
        const failed = String(headers['x-amz-target']).endsWith('TransactWriteItems');
        response.writeHead(failed ? 400 : 200, { 'x-amzn-requestid': 'r', etag: '"e"' });
        response.end(failed ? REFUSED : url?.startsWith('/b/') ? '' : ANSWERED);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const REFUSED = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
  Message: 'cancelled',
  CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: { rev: { N: '7' } } }],
});
const ANSWERED = JSON.stringify({
  Item: { n: { N: '12345678901234567890' }, b: { B: 'AQI=' } },
  Records: [{ SequenceNumber: '1', ShardId: 's' }],
  FailedRecordCount: 0,
  SecretString: 'secret',
  CreatedDate: 1700000000.5,
});

it('a bundled client sends and reads exactly what the SDK itself does', async () => {
  const plain = join(folder, 'plain.mjs');
  writeFileSync(plain, IMPORTS + CALLS);
  const bundled = join(folder, 'bundled.cjs');
  const stdin = { contents: IMPORTS + CALLS, resolveDir: ROOT };
  const { outputFiles } = await esbuild.build({ ...FUNCTION_OPTIONS, stdin });
  writeFileSync(bundled, outputFiles[0]?.contents ?? '');

  const fromSdk = await run(plain);
  const fromBundle = await run(bundled);
  expect(fromSdk.requests).toHaveLength(6);
  expect(fromSdk.output).toContain('12345678901234567890');
  expect(fromSdk.output).toContain('TransactionCanceledException cancelled [{');
  expect(fromBundle).toEqual(fromSdk);
});

async function run(script: string): Promise<{ output: string; requests: unknown[] }> {
  requests = [];
  const { port } = server.address() as AddressInfo;
  const env = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'session',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  };
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await new Promise((resolve) => child.on('close', resolve));
  return { output, requests };
}
