/** A cluster from a kubeconfig, for clusters that are not EKS. Loaded only when it is asked for: client-node is slow to start. */

import { KubeConfig, type Cluster as KubernetesCluster } from '@kubernetes/client-node';
import { plainText } from '../../snapshot/error.ts';
import { messageOf } from '../io/errors.ts';
import type { Server } from './transport.ts';

export interface KubeconfigCluster {
  readonly name: string;
  readonly server: Server;
}

/** A sentence about the kubeconfig, for a person. */
export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError';
}

interface Choice {
  readonly path?: string;
  readonly context?: string;
}

/** @throws KubeconfigError where it cannot be read, has no such context, or switches the check of certificates off */
export async function loadKubeconfig({ path, context }: Choice): Promise<KubeconfigCluster> {
  const config = load(path);
  if (context !== undefined && config.getContextObject(context) === null) {
    const names = config.getContexts().map(({ name }) => plainText(name));
    throw new KubeconfigError(`the kubeconfig has no context ${plainText(context)}; it has ${names.join(', ') || 'none'}`);
  }
  if (context !== undefined) config.setCurrentContext(context);
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new KubeconfigError('the kubeconfig names no current cluster; choose one with --context');
  if (cluster.skipTLSVerify) {
    throw new KubeconfigError(
      `the kubeconfig switches the check of certificates off for ${plainText(cluster.name)}; give it certificate-authority-data`,
    );
  }
  return {
    name: shortName(cluster.name),
    server: await serverOf(config, cluster, { ...(path && { path }), ...(context && { context }) }),
  };
}

/** The context that a kubeconfig names as current; undefined where it names none. @throws KubeconfigError where it cannot be read */
export const currentContext = (path: string): string | undefined => load(path).getCurrentContext() || undefined;

function load(path: string | undefined): KubeConfig {
  const config = new KubeConfig();
  try {
    if (path === undefined) config.loadFromDefault();
    else config.loadFromFile(path);
    return config;
  } catch (cause) {
    const where = path === undefined ? '' : ` ${plainText(path)}`;
    throw new KubeconfigError(`the kubeconfig${where} cannot be read: ${fileReason(cause)}`, { cause });
  }
}

/** The library falls over a file that is YAML and no kubeconfig. */
const fileReason = (cause: unknown): string => (cause instanceof TypeError ? 'it is YAML, but no kubeconfig' : messageOf(cause));

/** Why the program that gives a token gave none, as Node.js or the library throws it. */
function pluginReason(cause: unknown): string {
  const { code, path, syscall } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT' && syscall?.startsWith('spawn') === true)
    return `the program ${plainText(path ?? '')} that gives them is not installed here, or not on the PATH`;
  if (cause instanceof SyntaxError) return 'the program that gives them printed no JSON';
  const message = messageOf(cause);
  return message === '' ? 'the program that gives them failed, and did not say why' : message;
}

/** `aws eks update-kubeconfig` calls a cluster by its ARN. */
const shortName = (name: string): string => /^arn:[^:]*:eks:[^:]*:\d*:cluster\/(.+)$/.exec(name)?.[1] ?? name;

interface Options {
  ca?: string | Buffer;
  cert?: string | Buffer;
  key?: string | Buffer;
  auth?: string;
  servername?: string;
  headers?: Record<string, string>;
}

async function serverOf(config: KubeConfig, { server: address, proxyUrl }: KubernetesCluster, choice: Choice): Promise<Server> {
  const { ca, cert, key, servername } = await optionsOf(config);
  let current = config;
  return {
    address,
    ...(proxyUrl ? { proxyUrl } : {}),
    tls: Object.fromEntries(Object.entries({ ca, cert, key, servername }).filter(([, value]) => value)),
    authorize: async () => {
      const { headers, auth } = await optionsOf(current);
      return auth === undefined ? { ...headers } : { ...headers, Authorization: `Basic ${Buffer.from(auth).toString('base64')}` };
    },
    renew: () => {
      current = load(choice.path);
      if (choice.context !== undefined) current.setCurrentContext(choice.context);
    },
  };
}

/** Runs the plugin that gives a token, where the user has one. */
async function optionsOf(config: KubeConfig): Promise<Options> {
  const options: Options = { headers: {} };
  try {
    await config.applyToHTTPSOptions(options as never);
    return options;
  } catch (cause) {
    throw new KubeconfigError(`the kubeconfig gives no credentials: ${pluginReason(cause)}`, { cause });
  }
}
