import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../console/cli/run-cli.ts';

/** One request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** What an exit of the tool leaves on the screen. */
export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** How the tool is run. */
export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly bare?: boolean;
  readonly signal?: AbortSignal;
  /** Called with each line of output as it is printed. */
  readonly onLine?: (line: string) => void;
}

/** A listening server with prepared answers, a data directory whose credentials lead to it, and the tool. */
export interface CliDesk {
  readonly url: string;
  readonly dataDir: string;
  readonly received: readonly ReceivedRequest[];
  /** Prepares answers to `METHOD /path`, given in turn; the last one stays. Anything else is 404. */
  answer(request: string, ...answers: { status?: number; body?: unknown }[]): void;
  writeCredentials(text: string): void;
  /** Runs the tool on the data directory, or (`bare`) on nothing but `argv`. */
  run(argv: readonly string[], options?: RunOptions): Promise<CliResult>;
  /** Closes the port; the data directory stays until `remove`. */
  close(): Promise<void>;
  remove(): Promise<void>;
}

/** Opens a desk with an admin token `tat_id_secret` and write keys `wk_pub_1` and `wk_sec_1`. */
export async function openCliDesk(): Promise<CliDesk> {
  const received: ReceivedRequest[] = [];
  const prepared = new Map<string, { status?: number; body?: unknown }[]>();
  const server = createServer(async (request, response) => {
    received.push(await read(request));
    const queue = prepared.get(`${request.method} ${request.url?.split('?')[0]}`) ?? [];
    const { status = 200, body } = (queue.length > 1 ? queue.shift() : queue[0]) ?? { status: 404 };
    response.writeHead(status);
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an address with a port.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dataDir = mkdtempSync(join(tmpdir(), 'tributary-cli-'));
  const writeCredentials = (text: string) => writeFileSync(join(dataDir, 'credentials.json'), text);
  const keys = { publicWriteKey: 'wk_pub_1', secretWriteKey: 'wk_sec_1' };
  writeCredentials(JSON.stringify({ url, adminToken: 'tat_id_secret', ...keys }));
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return {
    url,
    dataDir,
    received,
    answer: (request, ...answers) => prepared.set(request, answers),
    writeCredentials,
    run: (argv, options = {}) =>
      runAsTyped(options.bare ? argv : [...argv, '--data-dir', dataDir], options),
    close,
    async remove() {
      await close();
      rmSync(dataDir, { recursive: true });
    },
  };
}

async function runAsTyped(argv: readonly string[], options: RunOptions): Promise<CliResult> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(argv, {
    print: (line) => {
      out.push(line);
      options.onLine?.(line);
    },
    printError: (line) => err.push(line),
    env: options.env ?? {},
    signal: options.signal ?? new AbortController().signal,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

async function read(request: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method = '', url: path = '', headers } = request;
  const body = Buffer.concat(chunks).toString('utf8');
  return { method, path, authorization: headers.authorization, body };
}
