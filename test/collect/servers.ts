/** Small servers that answer as a script says: one for all AWS services, one a cluster. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { type Certificate, makeCertificate } from './certificate.ts';

export interface Request {
  /** The Action of a query call, or the path. */
  readonly action: string;
  readonly url: URL;
  readonly form: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** `eu-west-2`, as the signature says. */
  readonly region: string;
  readonly at: number;
}

export type Respond = (request: Request, response: ServerResponse) => void;

export interface Running {
  readonly url: string;
  readonly requests: Request[];
  readonly close: () => Promise<void>;
  readonly certificate: Certificate | undefined;
}

let shared: Promise<Certificate> | undefined;

export async function startTls(respond: Respond, certificate?: Certificate): Promise<Running> {
  shared ??= makeCertificate();
  const used = certificate ?? (await shared);
  return start((listener) => createTlsServer({ key: used.key, cert: used.cert }, listener), 'https', respond, used);
}

export const startPlain = (respond: Respond): Promise<Running> => start(createServer, 'http', respond, undefined);

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

async function start(
  create: (listener: Listener) => Server,
  scheme: string,
  respond: Respond,
  certificate: Certificate | undefined,
): Promise<Running> {
  const requests: Request[] = [];
  const sockets = new Set<Socket>();
  const server = create((incoming, response) => {
    response.on('error', () => {});
    let body = '';
    incoming.on('data', (chunk) => {
      body += chunk;
    });
    incoming.on('end', () => {
      const request = toRequest(incoming, body);
      requests.push(request);
      respond(request, response);
    });
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return { url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, close, certificate };
}

function toRequest(incoming: IncomingMessage, body: string): Request {
  const url = new URL(incoming.url ?? '/', 'http://server');
  const form = new URLSearchParams(body);
  const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(incoming.headers.authorization ?? '')?.[1] ?? '';
  return { action: form.get('Action') ?? url.pathname, url, form, headers: incoming.headers, body, region, at: performance.now() };
}

export function xml(response: ServerResponse, action: string, inner: string): void {
  response.setHeader('content-type', 'text/xml');
  response.end(
    `<${action}Response xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><${action}Result>${inner}</${action}Result></${action}Response>`,
  );
}

export function xmlError(response: ServerResponse, status: number, code: string, message: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'text/xml');
  response.end(
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
  );
}

export function json(response: ServerResponse, value: unknown, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof value === 'string' ? value : JSON.stringify(value));
}
