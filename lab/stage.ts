/** What the lab shows and what it was given: the snapshot of now, the health of its nodes, messages and events that were sent. */

import { readSnapshot } from '../lambda/snapshot/read.ts';
import type { RegionSnapshot, Snapshot } from '../lambda/snapshot/snapshot.ts';
import { accountOf as accountIn } from '../lambda/text/arn.ts';
import type { ClusterAddress, Publication, PutEvent, Scene } from './aws/scene.ts';
import type { LabCluster } from './clusterPorts.ts';
import { complete } from './complete.ts';
import type { Commit } from './exchange.ts';
import { type Health, type HealthOptions, startHealth } from './health/health.ts';
import { readListeners } from './health/scenario.ts';
import { createHistory, type History } from './history.ts';
import { openWorkshop } from './workshop.ts';

export interface StageOptions {
  readonly snapshot: Snapshot | string;
  /** Fills in what the snapshot did not ask for, instead of refusing it. */
  readonly complete?: boolean;
  readonly realHealth?: HealthOptions;
  /** A person may change the world, and controllers do what follows; `pace` is the milliseconds between their steps. */
  readonly writable?: boolean | { readonly pace: number };
  readonly secrets?: Readonly<Record<string, string>>;
}

export interface Stage {
  readonly history: History;
  readonly snapshot: () => Snapshot;
  readonly scene: (region: RegionSnapshot, commit: Commit, mayChange: boolean) => Scene;
  readonly show: (snapshot: Snapshot | string) => void;
  readonly health: Health | undefined;
  readonly publications: readonly Publication[];
  readonly events: readonly PutEvent[];
  readonly stop: () => Promise<void>;
}

export async function createStage(
  { snapshot, realHealth, complete: isComplete = false, writable = false, secrets = {} }: StageOptions,
  clusters: () => readonly LabCluster[],
  clock: () => Date,
): Promise<Stage> {
  const opened = (world: Snapshot | string) => (isComplete ? complete(read(world)) : read(world));
  const history = createHistory(opened(snapshot));
  const [publications, events]: [Publication[], PutEvent[]] = [[], []];
  const real = realHealth ?? healthToldBy(snapshot);
  const health = real === undefined ? undefined : await startHealth(history.snapshot(), real);
  const workshop =
    writable === false ? undefined : openWorkshop({ history, clock, health, pace: writable === true ? usualPace : writable.pace });
  const common = {
    secrets,
    address: (region: string, name: string) => addressOf(clusters(), region, name),
    health: (region: string, name: string) => health?.of(region, name) ?? workshop?.healthOf(region, name),
  };
  return {
    history,
    snapshot: history.snapshot,
    scene: (region, commit, mayChange) => ({
      ...common,
      snapshot: history.snapshot(),
      region,
      account: accountOf(history.snapshot()),
      publish: (publication) => commit(() => void publications.push(publication)),
      putEvent: (event) => commit(() => void events.push(event)),
      change: mayChange && workshop !== undefined ? (edit) => commit(() => workshop.change(edit)) : undefined,
    }),
    show: (next) => history.show(opened(next)),
    health,
    publications,
    events,
    stop: async () => void (await Promise.all([health?.stop(), workshop?.stop()])),
  };
}

/** Slow enough to be watched, fast enough not to be waited for. */
const usualPace = 300;

const read = (snapshot: Snapshot | string) => (typeof snapshot === 'string' ? readSnapshot(snapshot) : snapshot);

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
