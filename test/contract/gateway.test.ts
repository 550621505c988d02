import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import type { Fault } from '../../local/gateway/faults.ts';
import { functionResources, writeAssembly } from './template.assembly.ts';

/** Puts records through HTTP/1.1 by hand: a bundle without the SDK starts at once. */
const CALLER = `
exports.handler = async ({ target = 'Kinesis_20131202.PutRecords', input, service = 'kinesis' }) => {
  const response = await fetch(process.env.AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'x-amz-target': target,
      authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20260101/us-east-1/' + service + '/aws4_request',
    },
    body: JSON.stringify(input),
  });
  return { status: response.status, reply: await response.json() };
};`;

let directory: string;
let cloud: Cloud;
let kinesis: KinesisClient;
let s3: S3Client;

const records = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    PartitionKey: `b${index}`,
    Data: Buffer.from(String(index)),
  }));
const putRecords = (count = 1) =>
  kinesis.send(new PutRecordsCommand({ StreamName: 'messages', Records: records(count) }));
const clientOptions = (accessKeyId = 'local-operator', maxAttempts = 1) => ({
  endpoint: cloud.url,
  region: 'us-east-1',
  credentials: { accessKeyId, secretAccessKey: 'any' },
  maxAttempts,
});

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'tributary-gateway-'));
  const allowed = {
    Effect: 'Allow',
    Action: 'kinesis:PutRecords',
    Resource: { 'Fn::GetAtt': ['Messages', 'Arn'] },
  };
  const assembly = writeAssembly(
    {
      app: {
        Resources: {
          Messages: {
            Type: 'AWS::Kinesis::Stream',
            Properties: { Name: 'messages', ShardCount: 1 },
          },
          Other: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'other', ShardCount: 1 } },
          Lake: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'lake' } },
          ...functionResources('caller', { statements: [allowed] }),
        },
      },
    },
    { caller: CALLER },
  );
  cloud = await startCloud({ dataDir: directory, port: 0, assemblyDir: assembly.directory });
  kinesis = new KinesisClient(clientOptions());
  s3 = new S3Client(clientOptions());
});

afterEach(() => cloud.faults.clear());

afterAll(async () => {
  kinesis.destroy();
  s3.destroy();
  await cloud.stop();
  rmSync(directory, { recursive: true });
});

const call = async (event: object) => {
  const { payload } = await cloud.lambda.invoke('caller', JSON.stringify(event));
  return JSON.parse(payload);
};
const data = Buffer.from('x').toString('base64');
const putAs = (StreamName: string) =>
  call({ input: { StreamName, Records: [{ PartitionKey: 'a', Data: data }] } });

describe('one port', () => {
  it('serves the Kinesis client over HTTP/2 and the S3 client over HTTP/1.1, at their defaults', async () => {
    expect(await putRecords(3)).toMatchObject({ FailedRecordCount: 0 });
    await s3.send(new PutObjectCommand({ Bucket: 'lake', Key: 'a/b.txt', Body: 'hello' }));
    const got = await s3.send(new GetObjectCommand({ Bucket: 'lake', Key: 'a/b.txt' }));
    expect(await got.Body?.transformToString()).toBe('hello');
  });

  it('gives every AWS answer a request id', async () => {
    expect((await putRecords()).$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const listed = await s3.send(new ListObjectsV2Command({ Bucket: 'lake' }));
    expect(listed.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('counts what AWS would bill, for the caller', async () => {
    const before = cloud.meter.byCaller()['local-operator']?.kinesisPutUnits ?? 0;
    await putRecords(4);
    expect(cloud.meter.byCaller()['local-operator']?.kinesisPutUnits).toBe(before + 4);
    const usage = (await (await fetch(`${cloud.url}/_local/usage`)).json()) as {
      units: Record<string, number>;
      dollars: { total: number };
    };
    expect(usage.units.kinesisPutUnits).toBeGreaterThanOrEqual(4);
    expect(usage.dollars.total).toBeGreaterThan(0);
  });

  it('answers its own health check', async () => {
    expect(await (await fetch(`${cloud.url}/_local/health`)).json()).toEqual({ status: 'ok' });
  });
});

describe('who calls', () => {
  it('is told by the access key: an unknown one is refused in the words of the service', async () => {
    const stranger = new KinesisClient(clientOptions('AKIASTRANGER'));
    const put = new PutRecordsCommand({ StreamName: 'messages', Records: records(1) });
    await expect(stranger.send(put)).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    stranger.destroy();
    const other = new S3Client(clientOptions('AKIASTRANGER'));
    await expect(other.send(new ListObjectsV2Command({ Bucket: 'lake' }))).rejects.toMatchObject({
      name: 'InvalidAccessKeyId',
      $metadata: { httpStatusCode: 403 },
    });
    other.destroy();
  });

  it('decides what is allowed: a function may do what its role grants and nothing else', async () => {
    expect(await putAs('messages')).toMatchObject({ status: 200, reply: { FailedRecordCount: 0 } });
    expect(await putAs('other')).toMatchObject({
      status: 400,
      reply: {
        __type: 'AccessDeniedException',
        message: expect.stringMatching(
          /assumed-role\/.*callerrole.*\/caller is not authorized to perform: kinesis:PutRecords on resource: arn:aws:kinesis:us-east-1:000000000000:stream\/other /,
        ),
      },
    });
    const unlisted = { target: 'Kinesis_20131202.ListShards', input: { StreamName: 'messages' } };
    expect(await call(unlisted)).toMatchObject({ reply: { __type: 'AccessDeniedException' } });
  });

  it('is never a page in a browser', async () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=local-operator/20260101/us-east-1/s3/aws4_request';
    const headers = { authorization, origin: 'https://example.com' };
    const response = await fetch(`${cloud.url}/lake/a/b.txt`, { headers });
    expect(response.status).toBe(403);
  });
});

describe('what the laptop cloud does not know', () => {
  it.each([
    ['a service', 'Logs_20140328.PutLogEvents', /local\/gateway\/identify-call.ts/],
    ['an operation', 'Kinesis_20131202.RegisterStreamConsumer', /local\/kinesis\//],
  ])('%s fails loudly and names the file to add it in', async (_, target, file) => {
    const response = await fetch(cloud.url, {
      method: 'POST',
      headers: {
        'x-amz-target': target,
        authorization: 'AWS4-HMAC-SHA256 Credential=local-operator/d/us-east-1/x/aws4_request',
      },
      body: '{}',
    });
    expect(response.status).toBe(501);
    expect(await response.json()).toMatchObject({
      __type: 'NotImplemented',
      message: expect.stringMatching(file),
    });
  });
});

describe('a planned fault', () => {
  const fault = (kind: Fault['kind'], more: Partial<Fault> = {}): Fault => ({
    service: 'kinesis',
    operation: 'PutRecords',
    kind,
    ...more,
  });

  it.each([
    ['throttle', 'ProvisionedThroughputExceededException'],
    ['server-error', 'InternalServerError'],
  ] as const)('%s refuses the nth call only', async (kind, name) => {
    cloud.faults.add(fault(kind, { nth: 2 }));
    await putRecords();
    await expect(putRecords()).rejects.toMatchObject({ name });
    await putRecords();
    expect(cloud.faults.struck).toHaveLength(1);
  });

  it('strikes only the function it names', async () => {
    cloud.faults.add(fault('throttle', { function: 'caller' }));
    await putRecords();
    expect(await putAs('messages')).toMatchObject({ status: 400 });
  });

  it('is survived by a client that retries', async () => {
    cloud.faults.add(fault('throttle'));
    const patient = new KinesisClient(clientOptions('local-operator', 3));
    const put = new PutRecordsCommand({ StreamName: 'messages', Records: records(1) });
    expect((await patient.send(put)).$metadata.attempts).toBe(2);
    patient.destroy();
  });

  it('partial does half of a batch and reports the rest', async () => {
    cloud.faults.add(fault('partial'));
    const { FailedRecordCount, Records = [] } = await putRecords(5);
    expect(FailedRecordCount).toBe(2);
    expect(Records.map(({ ErrorCode }) => ErrorCode !== undefined)).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  it('lost-reply does the call and cuts the connection', async () => {
    const key = { Bucket: 'lake', Key: 'lost' };
    cloud.faults.add({ service: 's3', operation: 'PutObject', kind: 'lost-reply' });
    await expect(s3.send(new PutObjectCommand({ ...key, Body: 'x' }))).rejects.toThrow();
    expect(await s3.send(new HeadObjectCommand(key))).toMatchObject({ ContentLength: 1 });
  });

  it('time-out cuts the connection and does nothing', async () => {
    const key = { Bucket: 'lake', Key: 'never' };
    cloud.faults.add({ service: 's3', operation: 'PutObject', kind: 'time-out' });
    await expect(s3.send(new PutObjectCommand({ ...key, Body: 'x' }))).rejects.toThrow();
    await expect(s3.send(new HeadObjectCommand(key))).rejects.toMatchObject({ name: 'NotFound' });
  });

  it.each(['crash-before', 'crash-after'] as const)(
    '%s ends the calling environment',
    async (kind) => {
      const before = cloud.meter.byCaller().caller?.kinesisPutUnits ?? 0;
      cloud.faults.add(fault(kind, { function: 'caller' }));
      expect(await putAs('messages')).toMatchObject({ errorType: 'Runtime.ExitError' });
      const after = cloud.meter.byCaller().caller?.kinesisPutUnits ?? 0;
      expect(after - before).toBe(kind === 'crash-after' ? 1 : 0);
      expect(await putAs('messages')).toMatchObject({ status: 200 });
    },
  );

  it('conflict is a failed precondition of S3', async () => {
    cloud.faults.add({ service: 's3', operation: 'PutObject', kind: 'conflict' });
    const put = new PutObjectCommand({ Bucket: 'lake', Key: 'c', Body: 'x' });
    await expect(s3.send(put)).rejects.toMatchObject({ name: 'ConditionalRequestConflict' });
  });
});
