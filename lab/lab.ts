/** The lab: AWS and the Kubernetes APIs of a snapshot, over the real wire protocols, on loopback. */

import type { Snapshot } from '../lambda/snapshot/snapshot.ts';
import type { Publication, PutEvent } from './aws/scene.ts';
import { openAws } from './awsPort.ts';
import type { Call } from './calls.ts';
import { kubeconfig, type LabCluster, openClusters } from './clusterPorts.ts';
import { environmentFor, operatorCredentials } from './environment.ts';
import { createExchange } from './exchange.ts';
import type { Fault } from './faults.ts';
import type { Health, HealthOptions } from './health/health.ts';
import type { AccessRule } from './kubernetes/access.ts';
import { openSlack, type Slack } from './slack.ts';
import { createStage } from './stage.ts';
import { createAuthority } from './tls/authority.ts';

export interface LabOptions {
  /** A snapshot, or the folder of one. */
  readonly snapshot: Snapshot | string;
  /** Fills in what the snapshot did not ask for, as a plain account and cluster have it. Left out, it is refused: nothing is empty that was not read as empty. */
  readonly complete?: boolean;
  /** A person may change the world with kubectl and aws, with `operator`'s credentials, and controllers do what follows. Left out, nobody may. */
  readonly writable?: boolean | { readonly pace: number };
  readonly faults?: readonly Fault[];
  /** Milliseconds before every answer. */
  readonly latency?: number;
  /** Milliseconds by which the lab's clock is ahead of the machine's. */
  readonly skew?: number;
  /** Rules of a ClusterRole: what callers of the Kubernetes APIs may do. Left out, they may read everything that a snapshot can hold. */
  readonly access?: readonly AccessRule[];
  /** The lab checks targets itself: these listeners exist on the nodes. Left out, `lab.yaml` in the snapshot's folder says so, or else health is as the snapshot saw it. */
  readonly realHealth?: HealthOptions;
  /** Values of secrets (Secrets Manager) and parameters (Systems Manager), by name. */
  readonly secrets?: Readonly<Record<string, string>>;
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
  /** The same two for the person who may change the world, where it is writable. */
  readonly operator: { readonly environment: Readonly<Record<string, string>>; readonly kubeconfig: string } | undefined;
  /** In the order of arrival; a call is replaced when it ends. */
  readonly calls: readonly Call[];
  readonly publications: readonly Publication[];
  readonly events: readonly PutEvent[];
  readonly slack: Slack;
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
  const { faults = [], latency = 0, skew = 0, access, badCertificates = [], writable = false } = options;
  const isWritable = writable !== false;
  const exchange = createExchange({ faults, latency, skew });
  const clusters: LabCluster[] = [];
  const stage = await createStage(options, () => clusters, exchange.clock);
  const authority = await createAuthority('kubernetes', new Date());
  const aws = await openAws(exchange, { ...stage, isWritable, now: () => exchange.clock().getTime() });
  const endpoint = `http://127.0.0.1:${aws.port}`;
  clusters.push(
    ...(await openClusters({ history: stage.history, isWritable, exchange, ownSts: endpoint, authority, access, badCertificates })),
  );
  const slack = await openSlack(exchange, authority);
  const stops = [aws, slack, ...clusters, stage];
  const region = stage.snapshot().regions[0]?.region ?? 'us-east-1';
  return {
    environment: environmentFor(endpoint, region),
    endpoint,
    clusters,
    kubeconfig: kubeconfig(clusters),
    operator: isWritable
      ? { environment: environmentFor(endpoint, region, operatorCredentials), kubeconfig: kubeconfig(clusters, 'operator') }
      : undefined,
    calls: exchange.recorder.calls,
    publications: stage.publications,
    events: stage.events,
    slack,
    health: stage.health,
    inject: exchange.script.add,
    heal: exchange.script.clear,
    show: stage.show,
    stop: async () => void (await Promise.all(stops.map(({ stop }) => stop()))),
  };
}
