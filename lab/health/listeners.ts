/** The listeners of a scenario: what answers on which port of which node, on loopback addresses that stand for the nodes. */

import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';

/** One listener, on some nodes. */
export interface ListenerRule {
  /** Ids of targets (`i-…`, addresses); left out, all of them. */
  readonly nodes?: readonly string[];
  readonly except?: readonly string[];
  readonly port: number;
  /** `tcp` takes connections; `http` answers with `status`. */
  readonly protocol?: 'tcp' | 'http';
  readonly status?: number;
}

export interface Place {
  readonly address: string;
  readonly port: number;
}

/** Opens exactly what is wanted, and closes what is not any more. */
export interface Listeners {
  readonly open: (wanted: readonly (Place & Pick<ListenerRule, 'protocol' | 'status'>)[]) => Promise<void>;
}

type Opened = Server | HttpServer;

export function createListeners(): Listeners {
  const opened = new Map<string, { readonly server: Opened; readonly sockets: Set<Socket> }>();
  const close = ({ server, sockets }: { readonly server: Opened; readonly sockets: ReadonlySet<Socket> }) =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return {
    open: async (wanted) => {
      const keys = new Map(wanted.map((one) => [keyOf(one), one]));
      const gone = [...opened].filter(([key]) => !keys.has(key));
      for (const [key] of gone) opened.delete(key);
      await Promise.all(gone.map(([, one]) => close(one)));
      const missing = [...keys].filter(([key]) => !opened.has(key));
      await Promise.all(missing.map(async ([key, one]) => void opened.set(key, await listen(one))));
    },
  };
}

const keyOf = ({ address, port, protocol = 'tcp', status = 200 }: Place & Pick<ListenerRule, 'protocol' | 'status'>) =>
  `${address}:${port}/${protocol}/${status}`;

async function listen({ address, port, protocol, status = 200 }: Place & Pick<ListenerRule, 'protocol' | 'status'>) {
  const answer = (_: IncomingMessage, response: ServerResponse) => void response.writeHead(status).end();
  const server: Opened =
    protocol === 'http' ? createServer(answer) : createTcpServer((socket) => void socket.on('error', () => undefined).resume());
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, address, resolve));
  server.unref();
  return { server, sockets };
}
