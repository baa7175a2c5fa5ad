/** What the lab shows and what it was given: the snapshot of now, the health of its nodes, messages and events that were sent. */

import { readSnapshot } from '../lambda/snapshot/read.ts';
import type { RegionSnapshot, Snapshot } from '../lambda/snapshot/snapshot.ts';
import { accountOf as accountIn } from '../lambda/text/arn.ts';
import type { ClusterAddress, Publication, PutEvent, Scene } from './aws/scene.ts';
import type { LabCluster } from './clusterPorts.ts';
import type { Commit } from './exchange.ts';
import { type Health, type HealthOptions, startHealth } from './health/health.ts';
import { readListeners } from './health/scenario.ts';

export interface StageOptions {
  readonly snapshot: Snapshot | string;
  readonly realHealth?: HealthOptions;
  readonly secrets?: Readonly<Record<string, string>>;
}

export interface Stage {
  readonly snapshot: () => Snapshot;
  readonly scene: (region: RegionSnapshot, commit: Commit) => Scene;
  readonly show: (snapshot: Snapshot | string) => void;
  readonly health: Health | undefined;
  readonly publications: readonly Publication[];
  readonly events: readonly PutEvent[];
}

export async function createStage(
  { snapshot, realHealth, secrets = {} }: StageOptions,
  clusters: () => readonly LabCluster[],
): Promise<Stage> {
  let shown = opened(snapshot);
  const [publications, events]: [Publication[], PutEvent[]] = [[], []];
  const real = realHealth ?? healthToldBy(snapshot);
  const health = real === undefined ? undefined : await startHealth(shown, real);
  const common = {
    secrets,
    address: (region: string, name: string) => addressOf(clusters(), region, name),
    health: (region: string, name: string) => health?.of(region, name),
  };
  return {
    snapshot: () => shown,
    scene: (region, commit) => ({
      ...common,
      snapshot: shown,
      region,
      account: accountOf(shown),
      publish: (publication) => commit(() => void publications.push(publication)),
      putEvent: (event) => commit(() => void events.push(event)),
    }),
    show: (next) => {
      shown = opened(next);
    },
    health,
    publications,
    events,
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
  return account ?? accountIn(arn) ?? '000000000000';
}
