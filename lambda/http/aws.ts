/** What every AWS client has in common: credentials, and a request handler that knows proxies and AWS_CA_BUNDLE, of which the SDK knows neither. */

import { readFile } from 'node:fs/promises';
import type { AgentOptions } from 'node:https';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import type { HttpHandler, HttpHandlerUserInput } from '@smithy/protocol-http';
import { type Environment, type ForwardProxy, namesProxy, proxyFor } from './proxy.ts';
import { tunnelAgent } from './tunnel.ts';

/** Says that the certificates that are to be trusted cannot be read. */
export class CaBundleError extends Error {
  override readonly name = 'CaBundleError';
  readonly code = 'CaBundle';
}

/** How AWS is reached, where it is not as the environment alone says. */
export interface AwsAccess {
  /** A profile of the AWS config files; without it the SDK's own order of credentials counts. */
  readonly profile?: string | undefined;
  /** PEM file with the only CAs to trust, as in the AWS CLI: `ca_bundle` of the profile. AWS_CA_BUNDLE comes before it. */
  readonly caBundle?: string | undefined;
}

export type Timeouts = Pick<NodeHttpHandlerOptions, 'connectionTimeout' | 'requestTimeout' | 'throwOnRequestTimeout'>;

/** Options for one client: each takes its own. */
export const awsClientOptions = ({ profile, caBundle }: AwsAccess, timeouts: Timeouts) => ({
  ...(profile === undefined ? {} : { profile, logger: quiet }),
  requestHandler: awsRequestHandler(timeouts, caBundle),
});

/** The SDK warns that a profile wins over the keys of the environment: that is what naming one asks for. */
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const agent = { keepAlive: true, maxSockets: 128 };

/** For the environment of this moment. */
function awsRequestHandler(timeouts: Timeouts, caBundle: string | undefined, environment: Environment = process.env): HttpHandlerUserInput {
  const bundle = environment.AWS_CA_BUNDLE || caBundle;
  if (bundle === undefined && !namesProxy(environment)) return { ...timeouts, httpsAgent: agent, httpAgent: agent };
  return routed(timeouts, bundle, environment);
}

type Addressed = Parameters<HttpHandler['handle']>[0];

/** For each proxy, and for requests that take none, a handler of its own. */
function routed(timeouts: Timeouts, bundle: string | undefined, environment: Environment): HttpHandler {
  const handlers = new Map<string, Promise<NodeHttpHandler>>();
  let trusted: Promise<string | undefined> | undefined;
  const handlerFor = (request: Addressed): Promise<NodeHttpHandler> => {
    const proxy = proxyFor(addressOf(request), environment);
    const key = proxy?.address.href ?? '';
    trusted ??= bundle === undefined ? Promise.resolve(undefined) : certificatesIn(bundle);
    const made = handlers.get(key) ?? trusted.then((ca) => handlerThrough(proxy, ca, timeouts));
    handlers.set(key, made);
    return made;
  };
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request, options) => (await handlerFor(request)).handle(request, options),
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    destroy: () => {
      for (const handler of handlers.values()) void handler.then((one) => one.destroy()).catch(() => undefined);
    },
  };
}

const addressOf = ({ protocol, hostname, port }: Addressed) => new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`);

async function handlerThrough(proxy: ForwardProxy | undefined, ca: string | undefined, timeouts: Timeouts) {
  const secure: AgentOptions = ca === undefined ? agent : { ...agent, ca };
  if (proxy === undefined) return new NodeHttpHandler({ ...timeouts, httpsAgent: secure, httpAgent: agent });
  const [httpsAgent, httpAgent] = await Promise.all([
    tunnelAgent(proxy, { isTls: true, options: secure, proxyCa: ca }),
    tunnelAgent(proxy, { isTls: false, options: agent, proxyCa: ca }),
  ]);
  return new NodeHttpHandler({ ...timeouts, httpsAgent: httpsAgent as never, httpAgent });
}

/** @throws CaBundleError */
async function certificatesIn(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new CaBundleError(`the CA bundle ${path} (AWS_CA_BUNDLE, or ca_bundle of the profile) cannot be read: is the file there?`);
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new CaBundleError(`the CA bundle ${path} (AWS_CA_BUNDLE, or ca_bundle of the profile) holds no certificate in PEM`);
  return text;
}
