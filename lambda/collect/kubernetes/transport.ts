/** HTTP to one Kubernetes API server: its own CA only, also behind a proxy, one keep-alive agent, no redirects, a cap on bytes, and a signal that really ends it. */

import type { Agent as HttpAgent, request as httpRequest, IncomingMessage } from 'node:http';
import { Agent, type AgentOptions, request as httpsRequest } from 'node:https';
import { parseProxy, proxyFor } from '../../http/proxy.ts';
import { tunnelAgent } from '../../http/tunnel.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Call {
  readonly method?: 'GET' | 'POST';
  /** With the query, from the leading slash. */
  readonly path: string;
  readonly body?: string;
  /** `application/json` where nothing else is said. */
  readonly accept?: string;
  readonly signal: AbortSignal;
}

export interface Transport {
  readonly send: (call: Call) => Promise<Answer>;
  /** Forgets credentials that were refused. */
  readonly renew: () => void;
  readonly close: () => void;
}

export interface Server {
  readonly address: string;
  readonly tls: Pick<AgentOptions, 'ca' | 'cert' | 'key' | 'pfx' | 'passphrase' | 'servername'>;
  /** `proxy-url` of a kubeconfig: it comes before what the environment says, as in kubectl. */
  readonly proxyUrl?: string | undefined;
  /** Headers that prove who asks. */
  readonly authorize: () => Promise<Readonly<Record<string, string>>>;
  readonly renew?: () => void;
}

/** 10 MB a page: 500 objects of 20 KB. */
export const largestBody = 10_000_000;
const sockets = 40;

/** Says that the API server was not asked, or answered what must not be believed. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** @throws TransportError where checks of certificates are switched off, or the address is not https; ProxyError where the proxy set is none */
export function createTransport(server: Server): Transport {
  const base = checkedAddress(server.address);
  const proxy = server.proxyUrl === undefined ? proxyFor(base, process.env) : parseProxy(server.proxyUrl, 'proxy-url of the kubeconfig');
  const options = { ...server.tls, keepAlive: true, maxSockets: sockets, minVersion: 'TLSv1.2', rejectUnauthorized: true } as const;
  const opening = proxy === undefined ? Promise.resolve(new Agent(options)) : tunnelAgent(proxy, { isTls: true, options });
  return {
    send: async (call) => {
      const agent = await opening;
      const headers = { accept: call.accept ?? 'application/json', 'user-agent': 'nlb-doctor/0.1.0', ...(await server.authorize()) };
      return exchange(call, base, call.body === undefined ? headers : { ...headers, 'content-type': 'application/json' }, agent);
    },
    renew: () => server.renew?.(),
    close: () => void opening.then((agent) => agent.destroy()),
  };
}

function checkedAddress(address: string): URL {
  if (process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    throw new TransportError(
      'InsecureTls',
      'NODE_TLS_REJECT_UNAUTHORIZED=0 switches the check of certificates off: unset it, no token is sent this way',
    );
  }
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'https:' && url.username === '') return url;
  throw new TransportError('NotHttps', 'the address of the API server is no https address; no token is sent to it');
}

function exchange(call: Call, base: URL, headers: Record<string, string>, agent: HttpAgent): Promise<Answer> {
  const send: typeof httpRequest = httpsRequest;
  return new Promise((resolve, reject) => {
    const path = `${base.pathname.replace(/\/$/, '')}${call.path}`;
    const options = {
      agent,
      host: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port || 443,
      method: call.method ?? 'GET',
      path,
      headers,
    };
    const request = send({ ...options, signal: call.signal }, (response) => collectBody(response, resolve, reject));
    request.on('error', reject);
    request.end(call.body);
  });
}

function collectBody(response: IncomingMessage, resolve: (answer: Answer) => void, reject: (error: Error) => void): void {
  const status = response.statusCode ?? 0;
  if (status >= 300 && status < 400) {
    response.destroy();
    reject(new TransportError('Redirect', `it answered with a redirect (${status}), which an API server never does; it was not followed`));
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= largestBody) {
      chunks.push(chunk);
      return;
    }
    reject(new TransportError('TooLarge', `an answer was larger than ${largestBody / 1_000_000} MB; it was cut off`));
    response.destroy();
  });
  response.on('error', reject);
  response.on('aborted', () => reject(new TransportError('ECONNRESET', 'the connection was closed in the middle of an answer')));
  response.on('end', () => resolve({ status, headers: singleHeaders(response), body: Buffer.concat(chunks) }));
}

function singleHeaders(response: IncomingMessage): Record<string, string> {
  const headers = Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]);
  return Object.fromEntries(headers) as Record<string, string>;
}
