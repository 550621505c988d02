import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { StartError } from '../start-error.ts';
import { sniffProtocol } from './sniff-protocol.ts';
import { NO_REPLY, type WireHandler, type WireReply, type WireRequest } from './wire.ts';

/** Requests larger than this are refused before they fill the memory (S3 allows 5 GB, API Gateway 10 MB). */
const MAX_BODY_BYTES = 128 * 1024 * 1024;
/** Longer than the idle time-out of the SDK's connection pool, so that we never close under its feet. */
const KEEP_ALIVE_MS = 120_000;

type Incoming = http.IncomingMessage | http2.Http2ServerRequest;
type Outgoing = http.ServerResponse | http2.Http2ServerResponse;

/** One open port. */
export interface Listener {
  readonly port: number;
  /** Stops accepting, waits up to `graceMs` for requests under way, then cuts what is left. */
  close(graceMs: number): Promise<void>;
}

/**
 * Opens one loopback port that speaks HTTP/1.1 and HTTP/2 without TLS (prior knowledge, as the Kinesis
 * client does) and gives every request to `handler`. Port 0 takes a free one.
 * Throws `StartError` when the port is taken.
 */
export async function listen(port: number, handler: WireHandler): Promise<Listener> {
  const sockets = new Set<net.Socket>();
  const underWay = new Set<Promise<void>>();
  const onRequest = (req: Incoming, res: Outgoing) => {
    const work = serve(req, res, handler).finally(() => underWay.delete(work));
    underWay.add(work);
  };
  const h1 = http.createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, onRequest);
  const h2 = http2.createServer(onRequest);
  h2.on('sessionError', () => {}); // a client that went away; its requests end with their streams
  const server = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    sniffProtocol(socket, (protocol) => (protocol === 'h2' ? h2 : h1).emit('connection', socket));
  });
  await bind(server, port);
  const address = server.address() as net.AddressInfo; // a TCP server that listens has one
  return {
    port: address.port,
    async close(graceMs) {
      server.close();
      await Promise.race([Promise.all(underWay), pause(graceMs)]);
      for (const socket of sockets) socket.destroy();
      h1.close();
      h2.close();
    },
  };
}

async function bind(server: net.Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // `listen` only fails with system errors
    if (code === 'EADDRINUSE') {
      throw new StartError(
        `port ${port} is taken by another program; stop that one, or choose another with --port N (0 takes a free one)`,
      );
    }
    if (code === 'EACCES') {
      throw new StartError(
        `port ${port} needs administrator rights; choose one above 1023 with --port N`,
      );
    }
    throw error;
  }
}

async function serve(req: Incoming, res: Outgoing, handler: WireHandler): Promise<void> {
  try {
    const body = await readBody(req);
    if (body === undefined) return send(res, { status: 413, body: 'request body is too large' });
    const reply = await handler(toWire(req, body));
    if (reply === NO_REPLY) cut(res);
    else send(res, reply);
  } catch {
    cut(res); // the client went away while sending
  }
}

async function readBody(req: Incoming): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

function toWire(req: Incoming, body: Buffer): WireRequest {
  const [path = '/', ...query] = (req.url ?? '/').split('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(req.headers)) {
    if (value === undefined) continue;
    // HTTP/2 says `:authority` for `host`; its other pseudo-headers are in the request line
    if (name === ':authority') headers.host = String(value);
    else if (!name.startsWith(':')) headers[name] = [value].flat().join(',');
  }
  return {
    method: req.method ?? 'GET',
    path,
    rawQuery: query.join('?'),
    headers,
    body,
    sourceIp: req.socket.remoteAddress ?? '127.0.0.1',
  };
}

function send(res: Outgoing, reply: WireReply): void {
  if (res.destroyed || res.writableEnded) return;
  const body = reply.body === undefined ? Buffer.alloc(0) : Buffer.from(reply.body);
  res.statusCode = reply.status;
  for (const [name, value] of Object.entries(reply.headers ?? {})) res.setHeader(name, value);
  if (!res.hasHeader('content-length')) res.setHeader('content-length', body.length);
  (res as http.ServerResponse).end(body); // both classes have it, their union does not type-check
}

function cut(res: Outgoing): void {
  if ('stream' in res && res.stream) res.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
  else res.socket?.destroy();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
