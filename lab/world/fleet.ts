/** Large accounts for benchmarks: many load balancers over many clusters, some of them broken, from the same builders as the small world. */

import type { TargetHealthDescription } from '../../lambda/snapshot/aws.ts';
import type { ClusterSnapshot, Reading, RegionSnapshot, Snapshot } from '../../lambda/snapshot/snapshot.ts';
import type { PortOptions, WorldOptions } from './options.ts';
import { type ClusterPlan, type FrontPlan, placeOf } from './plan.ts';
import { clusterPlanOf } from './planCluster.ts';
import { times } from './times.ts';
import { snapshotOf } from './world.ts';

export interface FleetOptions {
  /** Over all clusters. */
  readonly loadBalancers: number;
  readonly targetGroupsEach: number;
  readonly clusters: number;
  readonly nodesEach: number;
  /** How many load balancers have lost their CiliumEnvoyConfig, so that no target is healthy; spread evenly. */
  readonly broken: number;
}

/** Every target group holds every node of its cluster: targets grow as groups × nodes. */
export function fleet(options: FleetOptions): Snapshot {
  const plans = Array.from({ length: options.clusters }, (_, index) => planOf(index, options));
  const healthy = snapshotOf(plans);
  const fronts = plans.flatMap((plan) => plan.fronts);
  const broken = fronts.filter((_, index) => isBroken(index, options));
  const groups = new Set(broken.flatMap(({ ports }) => ports.map(({ group }) => group)));
  return {
    ...healthy,
    regions: healthy.regions.map((region) => withFailing(region, groups)),
    clusters: healthy.clusters.map((cluster, index) => withoutConfigs(cluster, plans[index], new Set(broken))),
  };
}

/** Evenly spread, and exactly as many as asked for. */
function isBroken(index: number, { broken, loadBalancers }: FleetOptions): boolean {
  return Math.floor(((index + 1) * broken) / loadBalancers) > Math.floor((index * broken) / loadBalancers);
}

const region = 'eu-west-1';

/** A cluster has a VPC of its own: 20 clusters use 10.20.0.0/16 to 10.39.0.0/16. */
function planOf(index: number, options: FleetOptions): ClusterPlan {
  const { loadBalancers, clusters, nodesEach } = options;
  const zones = ['a', 'b', 'c'].map((letter) => `${region}${letter}`);
  const place = placeOf({ account: '111122223333', region, zones, network: 20 + (index % 100), takenAt: times.taken });
  const count = Math.floor(((index + 1) * loadBalancers) / clusters) - Math.floor((index * loadBalancers) / clusters);
  const fronts = Array.from({ length: count }, (_, front): WorldOptions => ({ name: `edge-${front}`, ports: portsOf(front, options) }));
  return clusterPlanOf(place, { cluster: `fleet-${index}`, nodes: nodesEach }, fronts);
}

/** Ports 80, 443, 8080, 8081 …; NodePorts that no other Gateway of the cluster has. */
function portsOf(front: number, { targetGroupsEach }: FleetOptions): readonly PortOptions[] {
  return Array.from({ length: targetGroupsEach }, (_, index) => ({
    port: [80, 443][index] ?? 8080 + index - 2,
    nodePort: 30_000 + front * targetGroupsEach + index,
  }));
}

const failed = { State: 'unhealthy', Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' } as const;

function withFailing(before: RegionSnapshot, groups: ReadonlySet<string>): RegionSnapshot {
  const fail = (reading: Reading<TargetHealthDescription>): Reading<TargetHealthDescription> => ({
    ...reading,
    items: reading.items.map((one) => ({ ...one, TargetHealth: failed })),
  });
  return {
    ...before,
    targetHealth: new Map([...before.targetHealth].map(([name, reading]) => [name, groups.has(name) ? fail(reading) : reading])),
  };
}

function withoutConfigs(cluster: ClusterSnapshot, plan: ClusterPlan | undefined, broken: ReadonlySet<FrontPlan>): ClusterSnapshot {
  const lost = new Set(plan?.fronts.filter((front) => broken.has(front)).map(({ service }) => service));
  const resource = 'ciliumenvoyconfigs.cilium.io';
  const before = cluster.readings.get(resource);
  if (before === undefined || lost.size === 0) return cluster;
  const items = before.items.filter(({ metadata }) => !lost.has(metadata.name));
  return { ...cluster, readings: new Map([...cluster.readings, [resource, { state: 'complete', items }]]) };
}
