/** A port for each cluster, with TLS: addresses of EKS have no path, so one port cannot stand for two clusters. */

import { randomBytes } from 'node:crypto';
import type { ClusterSnapshot } from '../lambda/snapshot/snapshot.ts';
import type { Exchange } from './exchange.ts';
import type { History } from './history.ts';
import type { AccessRule } from './kubernetes/access.ts';
import { answer, callOf } from './kubernetes/api.ts';
import { type Handle, listen, type Port } from './serve.ts';
import { type Authority, createAuthority } from './tls/authority.ts';

export interface LabCluster {
  readonly region: string;
  readonly name: string;
  /** `https://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** PEM. */
  readonly certificate: string;
  /** For clients that cannot make a token of EKS. */
  readonly token: string;
  /** The same for the person who repairs things, where the lab lets one. */
  readonly operatorToken: string;
  readonly stop: () => Promise<void>;
}

export interface Doors {
  readonly history: History;
  /** Whether a person may change the world, with credentials of their own. */
  readonly isWritable: boolean;
  readonly exchange: Exchange;
  readonly authority: Authority;
  /** Origin of the AWS port. */
  readonly ownSts: string;
  /** What callers may do; left out, they may read everything that a snapshot can hold. */
  readonly access?: readonly AccessRule[] | undefined;
  /** Names of clusters whose certificate another authority signed than the one that DescribeCluster names. */
  readonly badCertificates: readonly string[];
}

export async function openClusters(doors: Doors): Promise<readonly LabCluster[]> {
  const good = doors.authority;
  const bad = await createAuthority('kubernetes', new Date());
  const open = async (cluster: ClusterSnapshot): Promise<LabCluster> => {
    const [token, operatorToken] = [randomBytes(24).toString('base64url'), randomBytes(24).toString('base64url')];
    const authority = doors.badCertificates.includes(cluster.name) ? bad : good;
    const { port, stop } = await portOf(cluster, { token, operatorToken }, doors, await authority.issue());
    return {
      region: cluster.region,
      name: cluster.name,
      endpoint: `https://127.0.0.1:${port}`,
      certificate: good.certificate,
      token,
      operatorToken,
      stop,
    };
  };
  return Promise.all(doors.history.snapshot().clusters.map(open));
}

type Tokens = Pick<LabCluster, 'token' | 'operatorToken'>;

function portOf({ region, name }: ClusterSnapshot, tokens: Tokens, doors: Doors, tls: Parameters<typeof listen>[1]): Promise<Port> {
  const { exchange, access: rules, ownSts, history, isWritable } = doors;
  const operator = isWritable ? { token: tokens.operatorToken, history } : undefined;
  const handle: Handle = async (received, response) => {
    const cluster = history.snapshot().clusters.find((one) => one.region === region && one.name === name);
    if (cluster === undefined || neverAnswers(cluster)) return;
    const door = { cluster, rules, staticToken: tokens.token, ownSts, now: exchange.clock().getTime(), operator };
    await exchange.answer(callOf(cluster, received), received, response, (commit) => answer(received, door, commit));
  };
  return listen(handle, tls);
}

/** A cluster that the snapshot could not reach is not reached here either: the request waits. */
function neverAnswers({ unreadable }: ClusterSnapshot): boolean {
  return unreadable.some(({ what, code }) => what === 'kubernetes' && typeof code !== 'number');
}

/** For `kubectl --kubeconfig`; all clusters, the first one chosen. @param caller contexts of the operator are named as the commands of a report name them */
export function kubeconfig(clusters: readonly LabCluster[], caller: 'monitor' | 'operator' = 'monitor'): string {
  const nameOf = ({ region, name }: LabCluster) => {
    if (caller === 'monitor') return `${region}/${name}`;
    return clusters.filter((one) => one.name === name).length > 1 ? `${name}.${region}` : name;
  };
  const named = clusters.map((cluster) => ({
    ...cluster,
    name: nameOf(cluster),
    token: caller === 'monitor' ? cluster.token : cluster.operatorToken,
  }));
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': named[0]?.name ?? '',
    clusters: named.map(({ name, endpoint, certificate }) => ({
      name,
      cluster: { server: endpoint, 'certificate-authority-data': Buffer.from(certificate).toString('base64') },
    })),
    users: named.map(({ name, token }) => ({ name, user: { token } })),
    contexts: named.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
  };
  // JSON is YAML.
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
