/** One listening port on loopback: reads a request whole, has it answered, and gives every connection up at the end. */

import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface Received {
  readonly method: string;
  readonly url: URL;
  readonly host: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export type Handle = (received: Received, response: ServerResponse) => Promise<void>;

export interface Tls {
  readonly key: string;
  readonly cert: string;
}

export interface Port {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** @param tls without it the port speaks HTTP */
export async function listen(handle: Handle, tls?: Tls): Promise<Port> {
  const answer = (request: IncomingMessage, response: ServerResponse) => void respond(handle, request, response);
  const server: Server = tls === undefined ? createHttpServer(answer) : createHttpsServer({ ...tls }, answer);
  server.requestTimeout = 0;
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { port: (server.address() as AddressInfo).port, stop };
}

async function respond(handle: Handle, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A client that hangs up is what several faults are about; nobody is left to be told.
  response.on('error', () => undefined);
  try {
    await handle(await received(request), response);
  } catch (error) {
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
    response.end(`the lab failed: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

async function received(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const host = request.headers.host ?? '';
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
  return {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', 'http://lab'),
    host,
    headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}
