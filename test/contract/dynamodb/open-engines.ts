import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDbLocal } from './dynamodb-local.ts';
import { startEngineServer } from './engine-server.ts';
import type { Engines } from './fuzz-lane.ts';

/** Both engines, freshly started and empty, behind real clients at their default settings. */
export interface OpenEngines extends Engines {
  readonly urls: { readonly local: string; readonly engine: string };
  close(): Promise<void>;
}

/** What clients need beside an endpoint; both engines take any key. */
export const CLIENT_SETTINGS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'fuzz', secretAccessKey: 'fuzz' },
};

/** Starts DynamoDB Local and the embedded engine. */
export async function openEngines(): Promise<OpenEngines> {
  const [localServer, engineServer] = await Promise.all([
    startDynamoDbLocal(),
    startEngineServer(),
  ]);
  const urls = { local: localServer.url, engine: engineServer.url };
  const local = new DynamoDBClient({ endpoint: urls.local, ...CLIENT_SETTINGS });
  const engine = new DynamoDBClient({ endpoint: urls.engine, ...CLIENT_SETTINGS });
  return {
    local,
    engine,
    urls,
    close: async () => {
      local.destroy();
      engine.destroy();
      await Promise.all([localServer.close(), engineServer.close()]);
    },
  };
}
