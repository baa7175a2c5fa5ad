/** Connections through a forward proxy: a CONNECT tunnel. TLS ends at the far side, so its certificate is checked as it is without a proxy. */

import type { Agent as HttpAgent } from 'node:http';
import type { AgentOptions, Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { getCACertificates } from 'node:tls';
import { codeIn, systemReason } from '../text/systemErrors.ts';
import { type ForwardProxy, ProxyError } from './proxy.ts';

/** Longest silence of a proxy before the tunnel stands, in milliseconds. */
const timeout = 5_000;

export interface Tunnel {
  /** For `https:`; else the tunnel carries plain HTTP. */
  readonly isTls: boolean;
  /** Of the far side: what it is trusted by belongs here, and is not used for the proxy. */
  readonly options: AgentOptions;
  /** PEM: trusted of a proxy that is itself spoken to over TLS, beside what Node trusts. */
  readonly proxyCa?: string | undefined;
}

/** Loaded where a proxy is set: most never have one. */
export async function tunnelAgent(proxy: ForwardProxy, { isTls, options, proxyCa }: Tunnel): Promise<HttpAgent | HttpsAgent> {
  const { HttpProxyAgent, HttpsProxyAgent } = await import('hpagent');
  const ca = proxyCa === undefined ? {} : { ca: [...getCACertificates('default'), proxyCa] };
  const settings = { timeout, ...options, proxy: proxy.address, proxyRequestOptions: ca };
  return explained(isTls ? new HttpsProxyAgent(settings) : new HttpProxyAgent(settings), proxy);
}

type Connected = (error: Error | null, stream: Duplex) => void;

/** The agent with errors of the proxy as sentences: the library's own name neither the proxy nor the remedy. */
function explained<T extends HttpAgent>(agent: T, proxy: ForwardProxy): T {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback?: Connected) =>
    connect(options, (error, stream) => callback?.(error === null ? null : new ProxyError(sentenceOf(error, proxy)), stream));
  return agent;
}

function sentenceOf(error: Error, { address, source }: ForwardProxy): string {
  const proxy = `the proxy ${address.host} (${source})`;
  const status = /^Bad response: (\d{3})$/.exec(error.message)?.[1];
  if (status === '407')
    return `${proxy} takes no request without credentials, or not with these (407): put them into ${source} as http://USER:PASSWORD@${address.host}, percent-encoded`;
  if (status !== undefined) return `${proxy} refused the connection (${status}): let it allow the host, or name the host in NO_PROXY`;
  if (error.message === 'Proxy timeout') return `${proxy} did not answer within ${timeout / 1000} s; is it the right one, and running?`;
  const code = codeIn(error) ?? '';
  if (/CERT|TLS|SSL|EPROTO/.test(code)) return `the certificate of ${proxy} is not trusted: name its CA in NODE_EXTRA_CA_CERTS`;
  const reason = systemReason(code);
  const why = reason === undefined ? '' : `: ${reason.words}`;
  return `${proxy} cannot be reached${why}; is its address right, and is it running?`;
}
