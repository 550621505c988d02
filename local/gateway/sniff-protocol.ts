import type { Socket } from 'node:net';

/** What HTTP/2 connections open with (`PRI * HTTP/2.0`); no HTTP/1.1 method starts like this. */
const HTTP2_PREFACE = 'PRI';

/** Reads the first bytes of a connection, puts them back, and says which protocol the client speaks. */
export function sniffProtocol(socket: Socket, decided: (protocol: 'h1' | 'h2') => void): void {
  let head = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    if (head.length < HTTP2_PREFACE.length) return;
    socket.off('data', onData);
    socket.pause();
    socket.unshift(head);
    decided(head.toString('latin1', 0, 3) === HTTP2_PREFACE ? 'h2' : 'h1');
    process.nextTick(() => socket.resume());
  };
  socket.on('data', onData);
}
