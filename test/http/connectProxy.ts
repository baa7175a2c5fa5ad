/** A forward proxy that counts: every host is on this machine, whatever its name. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface ConnectProxy {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  /** What was asked for by CONNECT, as `host:port`. */
  readonly asked: string[];
  /** Requests that came without a tunnel: a proxy that sees them sees what is in them. */
  readonly plain: string[];
  readonly close: () => Promise<void>;
}

export interface Manner {
  /** What `Proxy-Authorization` must be. */
  readonly credentials?: string;
  /** Answers every CONNECT with this status. */
  readonly refuses?: number;
  readonly hangs?: boolean;
}

export async function startConnectProxy({ credentials, refuses, hangs = false }: Manner = {}): Promise<ConnectProxy> {
  const [asked, plain]: [string[], string[]] = [[], []];
  const sockets = new Set<Socket>();
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    plain.push(request.url ?? '');
    response.writeHead(501).end();
  });
  server.on('connection', (socket: Socket) => keep(sockets, socket));
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    asked.push(request.url ?? '');
    if (hangs) return;
    const needed = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
    const status = needed !== undefined && request.headers['proxy-authorization'] !== needed ? 407 : refuses;
    if (status !== undefined) return void client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 6\r\n\r\ncanary`);
    const port = Number(request.url?.split(':').at(-1));
    const far = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      far.pipe(client).pipe(far);
    });
    keep(sockets, far);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    plain,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function keep(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.on('error', () => undefined);
}
