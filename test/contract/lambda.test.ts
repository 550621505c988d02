import { mkdtempSync, rmSync } from 'node:fs';
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
    case 'log': console.log('a line'); process.stdout.write('{"raw":true}\\n'); return 'logged';
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
});
