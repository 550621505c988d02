import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { functionResources, writeAssembly } from './template.assembly.ts';

/** One bundle for all: does what the event asks for. */
const SOURCE = `
const started = Math.random();
let count = 0;
exports.handler = async (event, context) => {
  count += 1;
  switch (event.do) {
    case 'env': return process.env;
    case 'identity': return { started, count };
    case 'context': return { ...context, remaining: context.getRemainingTimeInMillis() };
    case 'fail': throw new TypeError('no such thing');
    case 'reject-later': setTimeout(() => { throw new RangeError('out of band'); }, 1); await new Promise(() => {});
    case 'busy': for (;;);
    case 'exit': process.exit(3);
    case 'eat': { const hoard = []; for (;;) hoard.push(new Array(1e6).fill(count)); }
    case 'wait': await new Promise((resolve) => setTimeout(resolve, event.ms)); return { started };
    case 'log': console.log(process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON' ? 'a' : 'a line'); process.stdout.write('{"raw":true}\\n'); return 'logged';
    case 'big': return 'x'.repeat(7 * 1024 * 1024);
    case 'nothing': return undefined;
  }
};`;

let directory: string;
let cloud: Cloud;
let client: LambdaClient;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'tributary-lambda-'));
  const assembly = writeAssembly(
    {
      app: {
        Resources: {
          ...functionResources('worker', {
            properties: {
              Timeout: 1,
              MemorySize: 128,
              Environment: { Variables: { GREETING: 'hello' } },
            },
          }),
          ...functionResources('broken'),
          ...functionResources('json', {
            properties: {
              LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
              Code: { S3Key: 'worker.zip' },
            },
          }),
        },
      },
    },
    { worker: SOURCE, broken: 'throw new Error("cannot load")' },
  );
  cloud = await startCloud({ dataDir: directory, port: 0, assemblyDir: assembly.directory });
  client = new LambdaClient({
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local-operator', secretAccessKey: 'any' },
  });
});

afterAll(async () => {
  client.destroy();
  await cloud.stop();
  rmSync(directory, { recursive: true });
});

async function invoke(event: unknown, name = 'worker') {
  const reply = await client.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }),
  );
  return {
    error: reply.FunctionError,
    value: JSON.parse(reply.Payload?.transformToString() ?? ''),
  };
}

describe('an execution environment', () => {
  it('has the environment of the template and of Lambda, and nothing of this machine', async () => {
    const { value } = await invoke({ do: 'env' });
    expect(value).toMatchObject({
      GREETING: 'hello',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: cloud.url,
      AWS_LAMBDA_FUNCTION_NAME: 'worker',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    });
    expect(value).not.toHaveProperty('PATH');
    expect(value).not.toHaveProperty('VITEST');
  });

  it('is reused by the next invocation and keeps its globals', async () => {
    const first = await invoke({ do: 'identity' });
    const second = await invoke({ do: 'identity' });
    expect(second.value).toEqual({ started: first.value.started, count: first.value.count + 1 });
  });

  it('takes one invocation at a time: two at once run in two environments', async () => {
    const both = await Promise.all([
      invoke({ do: 'wait', ms: 300 }),
      invoke({ do: 'wait', ms: 300 }),
    ]);
    expect(new Set(both.map(({ value }) => value.started)).size).toBe(2);
  });

  it('gets a context with the function, the request and the time that is left', async () => {
    const { value } = await invoke({ do: 'context' });
    expect(value).toMatchObject({
      functionName: 'worker',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:worker',
      memoryLimitInMB: '128',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(value.remaining).toBeGreaterThan(0);
    expect(value.remaining).toBeLessThanOrEqual(1000);
  });

  it('answers null for a handler that returns nothing', async () => {
    expect(await invoke({ do: 'nothing' })).toEqual({ error: undefined, value: null });
  });
});

describe('a failing function', () => {
  it('reports what the handler threw and stays alive', async () => {
    const before = await invoke({ do: 'identity' });
    const failed = await invoke({ do: 'fail' });
    expect(failed).toMatchObject({
      error: 'Unhandled',
      value: { errorType: 'TypeError', errorMessage: 'no such thing' },
    });
    expect((await invoke({ do: 'identity' })).value.started).toBe(before.value.started);
  });

  it.each([
    ['busy', 'Sandbox.Timedout', /Task timed out after 1.00 seconds/],
    ['exit', 'Runtime.ExitError', /exited/],
    ['eat', 'Runtime.OutOfMemory', /signal: killed/],
    ['reject-later', 'RangeError', /out of band/],
  ])(
    'dies with its environment (%s) and the next invocation gets a new one',
    async (what, errorType, errorMessage) => {
      const before = await invoke({ do: 'identity' });
      const failed = await invoke({ do: what });
      expect(failed).toMatchObject({
        error: 'Unhandled',
        value: { errorType, errorMessage: expect.stringMatching(errorMessage) },
      });
      expect((await invoke({ do: 'identity' })).value.started).not.toBe(before.value.started);
    },
  );

  it('reports a bundle that does not load', async () => {
    expect(await invoke({}, 'broken')).toMatchObject({
      error: 'Unhandled',
      value: { errorMessage: 'cannot load' },
    });
  });

  it('is refused an answer over 6 MB', async () => {
    expect(await invoke({ do: 'big' })).toMatchObject({
      error: 'Unhandled',
      value: { errorType: 'Function.ResponseSizeTooLarge' },
    });
  });
});

describe('the Lambda API', () => {
  it('knows only the functions of the template', async () => {
    await expect(invoke({}, 'nobody')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('refuses an asynchronous invocation by name of the file to add it in', async () => {
    const command = new InvokeCommand({ FunctionName: 'worker', InvocationType: 'Event' });
    await expect(client.send(command)).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('local/lambda/lambda-service.ts'),
    });
  });

  it('counts invocations, GB-seconds and log bytes for the function', async () => {
    const before = cloud.meter.byCaller().worker;
    await invoke({ do: 'log' });
    await waitUntil(() => (cloud.meter.byCaller().worker?.logBytes ?? 0) > 0);
    const after = cloud.meter.byCaller().worker;
    expect((after?.lambdaInvocations ?? 0) - (before?.lambdaInvocations ?? 0)).toBe(1);
    expect(after?.lambdaGbSeconds).toBeGreaterThan(before?.lambdaGbSeconds ?? 0);
  });
});

describe('output', () => {
  it('goes to one file per function, in order, with the time', async () => {
    await invoke({ do: 'log' });
    const file = path.join(directory, 'logs', 'worker.log');
    await waitUntil(() => existsSync(file) && readFileSync(file, 'utf8').includes('{"raw":true}'));
    expect(readFileSync(file, 'utf8')).toMatch(/^\S+Z a line\n\S+Z \{"raw":true\}$/m);
  });

  it('through console is wrapped when the template asks for JSON logs, and straight to stdout it is not', async () => {
    await invoke({ do: 'log' }, 'json');
    const file = path.join(directory, 'logs', 'json.log');
    await waitUntil(() => existsSync(file) && readFileSync(file, 'utf8').includes('{"raw":true}'));
    const [wrapped = '', raw = ''] = readFileSync(file, 'utf8').split('\n');
    expect(JSON.parse(wrapped.split(' ')[1] ?? '')).toMatchObject({ level: 'INFO', message: 'a' });
    expect(raw.split(' ')[1]).toBe('{"raw":true}');
  });
});

async function waitUntil(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('waited 5 s in vain');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
