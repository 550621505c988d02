import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionResources, writeAssembly } from '../test/contract/template.assembly.ts';
import { prepareAssembly } from './assembly.ts';
import { startCloud } from './cloud.ts';
import type { Template } from './template/assembly.ts';

let parent: string;

beforeAll(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'tributary-cloud-'));
});

afterAll(() => rmSync(parent, { recursive: true }));

function start(name: string, template: Template, assets: Record<string, string> = {}) {
  const { directory } = writeAssembly({ app: template }, assets);
  return startCloud({ dataDir: path.join(parent, name), port: 0, assemblyDir: directory });
}

const SLOW = `exports.handler = async () => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  return 'done';
};`;

describe('a cloud', () => {
  it('runs the synthesized app, and finds its functions by their ids', async () => {
    const assemblyDir = await prepareAssembly();
    const cloud = await startCloud({ dataDir: path.join(parent, 'app'), port: 0, assemblyDir });
    expect(cloud.outputs.ApiUrl).toBe(cloud.url);
    expect(cloud.functionName('Bootstrap')).toBe(cloud.outputs.BootstrapFunctionName);
    expect(() => cloud.functionName('Nobody')).toThrow("no function construct 'Nobody'");
    expect((await fetch(`${cloud.url}/v1/health`)).status).toBe(200);
    await cloud.stop();
  });

  it('lets functions finish when it stops, and takes no new requests', async () => {
    const cloud = await start('slow', { Resources: functionResources('slow') }, { slow: SLOW });
    const underWay = cloud.lambda.invoke('slow', '{}');
    const stopping = cloud.stop();
    expect((await fetch(`${cloud.url}/_local/health`)).status).toBe(503);
    await Promise.all([stopping, cloud.stop()]);
    expect((await underWay).payload).toBe('"done"');
    await expect(fetch(cloud.url)).rejects.toThrow();
  });

  it('that cannot start lets go of its port and its data directory', async () => {
    const broken = { Resources: { It: { Type: 'AWS::Neptune::DBCluster' } } };
    await expect(start('again', broken)).rejects.toThrow('no model of AWS::Neptune::DBCluster');
    const cloud = await start('again', {});
    await cloud.stop();
  });

  it.each<[string, Template, string]>([
    [
      'a mapping of a function that does not exist',
      {
        Resources: {
          Map: {
            Type: 'AWS::Lambda::EventSourceMapping',
            Properties: {
              EventSourceArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/none',
              FunctionName: 'nobody',
              StartingPosition: 'LATEST',
            },
          },
        },
      },
      'event source of a function that does not exist: nobody',
    ],
    [
      'a function that is not for Node',
      { Resources: functionResources('py', { properties: { Runtime: 'python3.14' } }) },
      'app/py has runtime python3.14, expected a Node.js one',
    ],
    [
      'a function without its asset',
      { Resources: functionResources('lost') },
      'app/lost has no asset in the cloud assembly, run `npm run synth`',
    ],
    [
      'a route with an authorizer',
      {
        Resources: {
          Api: {
            Type: 'AWS::ApiGatewayV2::Api',
            Properties: { Name: 'a', ProtocolType: 'HTTP' },
          },
          Route: {
            Type: 'AWS::ApiGatewayV2::Route',
            Properties: { RouteKey: '$default', AuthorizationType: 'JWT' },
          },
        },
      },
      'app/Route has an authorizer (JWT); add it in local/http-api/read-http-api.ts',
    ],
  ])('refuses %s by name', async (_, template, message) => {
    await expect(start('refused', template)).rejects.toMatchObject({ name: 'StartError', message });
  });
});
