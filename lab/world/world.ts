/** A healthy, realistic account: one cluster, one load balancer, everything native and consistent. Scenarios and tests change it. */

import type { Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { clusterOf } from './cluster.ts';
import type { WorldOptions } from './options.ts';
import type { ClusterPlan } from './plan.ts';
import { planOf } from './planCluster.ts';
import { regionOf } from './region.ts';

export type { WorldOptions } from './options.ts';

/** By default a Cilium 1.18 Gateway (ports 80 and 443) behind an internet-facing load balancer of the AWS Load Balancer Controller, on three nodes in three zones. */
export const healthyWorld = (options: WorldOptions = {}): Snapshot => snapshotOf([planOf(options)]);

/** The names, ids and addresses of that world, for what a scenario has to write out. */
export const worldPlan = (options: WorldOptions = {}): ClusterPlan => planOf(options);

/** Several clusters, grouped by region. */
export function snapshotOf(plans: readonly ClusterPlan[]): Snapshot {
  const regions = [...new Set(plans.map(({ place }) => place.region))];
  const [first] = plans;
  return {
    format: 1,
    takenAt: first?.place.takenAt ?? '2026-06-01T09:00:00Z',
    account: first?.place.account,
    regions: regions.map((region) =>
      regionOf(
        region,
        plans.filter(({ place }) => place.region === region),
      ),
    ),
    clusters: plans.map(clusterOf),
    unreadable: [],
  };
}
