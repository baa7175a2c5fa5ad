/** The lab: AWS and the Kubernetes APIs of a snapshot, over the real wire protocols, on loopback. */

import { readSnapshot } from '../lambda/snapshot/read.ts';
import type { Snapshot } from '../lambda/snapshot/snapshot.ts';
import type { ClusterAddress, Publication, Scene } from './aws/scene.ts';
import { openAws } from './awsPort.ts';
import type { Call } from './calls.ts';
import { kubeconfig, type LabCluster, openClusters } from './clusterPorts.ts';
import { environmentFor } from './environment.ts';
import { createExchange } from './exchange.ts';
import type { Fault } from './faults.ts';
import { type Health, type HealthOptions, startHealth } from './health/health.ts';
import { readListeners } from './health/scenario.ts';
import type { AccessRule } from './kubernetes/access.ts';

export interface LabOptions {
  /** A snapshot, or the folder of one. */
  readonly snapshot: Snapshot | string;
  readonly faults?: readonly Fault[];
  /** Milliseconds before every answer. */
  readonly latency?: number;
  /** Milliseconds by which the lab's clock is ahead of the machine's. */
  readonly skew?: number;
  /** Rules of a ClusterRole: what callers of the Kubernetes APIs may do. Left out, they may read everything that a snapshot can hold. */
  readonly access?: readonly AccessRule[];
  /** The lab checks targets itself: these listeners exist on the nodes. Left out, `lab.yaml` in the snapshot's folder says so, or else health is as the snapshot saw it. */
  readonly realHealth?: HealthOptions;
  /** Names of clusters that show a certificate of another authority. */
  readonly badCertificates?: readonly string[];
}

export interface Lab {
  /** Points unmodified AWS clients here. */
  readonly environment: Readonly<Record<string, string>>;
  readonly endpoint: string;
  readonly clusters: readonly LabCluster[];
  /** For kubectl, and for clusters that are not EKS. */
  readonly kubeconfig: string;
  /** In the order of arrival; a call is replaced when it ends. */
  readonly calls: readonly Call[];
  readonly publications: readonly Publication[];
  /** Where health is real. */
  readonly health: Health | undefined;
  readonly inject: (...faults: readonly Fault[]) => void;
  /** Forgets the faults that are left. */
  readonly heal: () => void;
  /** Another snapshot from now on: the world has changed. Clusters that were not there at the start have no address. */
  readonly show: (snapshot: Snapshot | string) => void;
  readonly stop: () => Promise<void>;
}

export async function startLab(options: LabOptions): Promise<Lab> {
  const { faults = [], latency = 0, skew = 0, access, badCertificates = [] } = options;
  let shown = opened(options.snapshot);
  const snapshot = () => shown;
  const publications: Publication[] = [];
  const exchange = createExchange({ faults, latency, skew });
  const real = options.realHealth ?? healthToldBy(options.snapshot);
  const health = real === undefined ? undefined : await startHealth(shown, real);
  const scene = (region: Scene['region']): Scene => ({
    snapshot: shown,
    region,
    account: accountOf(shown),
    address: (place, name) => addressOf(clusters, place, name),
    health: (place, name) => health?.of(place, name),
    publish: (publication) => void publications.push(publication),
  });
  const aws = await openAws(exchange, { snapshot, scene, now: () => exchange.clock().getTime() });
  const endpoint = `http://127.0.0.1:${aws.port}`;
  const clusters = await openClusters({ snapshot, exchange, ownSts: endpoint, access, badCertificates });
  return {
    environment: environmentFor(endpoint, shown.regions[0]?.region ?? 'us-east-1'),
    endpoint,
    clusters,
    kubeconfig: kubeconfig(clusters),
    calls: exchange.recorder.calls,
    publications,
    health,
    inject: exchange.script.add,
    heal: exchange.script.clear,
    show: (next) => {
      shown = opened(next);
    },
    stop: async () => void (await Promise.all([health?.stop(), aws.stop(), ...clusters.map(({ stop }) => stop())])),
  };
}

const opened = (snapshot: Snapshot | string) => (typeof snapshot === 'string' ? readSnapshot(snapshot) : snapshot);

function healthToldBy(snapshot: Snapshot | string): HealthOptions | undefined {
  const listeners = typeof snapshot === 'string' ? readListeners(snapshot) : undefined;
  return listeners === undefined ? undefined : { listeners };
}

function addressOf(clusters: readonly LabCluster[], region: string, name: string): ClusterAddress | undefined {
  const found = clusters.find((cluster) => cluster.region === region && cluster.name === name);
  if (found === undefined) return undefined;
  return { endpoint: found.endpoint, certificateAuthority: Buffer.from(found.certificate).toString('base64') };
}

function accountOf({ account, regions }: Snapshot): string {
  const arn = regions.flatMap(({ loadBalancers }) => loadBalancers)[0]?.LoadBalancerArn;
  return account ?? arn?.split(':')[4] ?? '000000000000';
}
