import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import type { DynamoDbService } from '../../../local/dynamodb/dynamodb-service.ts';
import { createDynamoDbService } from '../../../local/dynamodb/dynamodb-service.ts';
import type { AwsCall, AwsReply } from '../../../local/service.ts';
import { AwsError } from '../../../local/service.ts';

/** The embedded engine on a port of its own, for real AWS clients. */
export interface EngineServer {
  readonly url: string;
  readonly service: DynamoDbService;
  close(): Promise<void>;
}

/** Serves a fresh engine in memory over the protocol the AWS SDKs speak, without IAM, metering or faults. */
export async function startEngineServer(now: () => number = Date.now): Promise<EngineServer> {
  const service = createDynamoDbService({
    database: new DatabaseSync(':memory:'),
    clock: { now },
    place: { account: '000000000000', region: 'us-east-1', url: 'http://127.0.0.1' },
  });
  const server = createServer((request, response) => {
    answer(service, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an address of this shape.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, service, close: () => closeServer(server) };
}

async function answer(service: DynamoDbService, request: IncomingMessage): Promise<AwsReply> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const [prefix = '', operation = ''] = String(request.headers['x-amz-target']).split('.');
  try {
    const target = prefix.startsWith('DynamoDBStreams') ? service.streamsService : service;
    const call: AwsCall = {
      service: target.id,
      operation,
      input: JSON.parse(body.toString('utf8')) as Record<string, unknown>,
      http: { method: 'POST', path: '/', query: new URLSearchParams(), headers: {}, body },
    };
    return await target.handle(call);
  } catch (cause) {
    return errorReply(cause);
  }
}

function errorReply(cause: unknown): AwsReply {
  if (!(cause instanceof AwsError)) {
    return {
      status: 500,
      body: JSON.stringify({ __type: 'InternalFailure', message: String(cause) }),
    };
  }
  const { code, message, fields, status } = cause;
  return { status, body: JSON.stringify({ __type: code, message, ...fields }) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
