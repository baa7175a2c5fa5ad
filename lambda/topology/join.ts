/** The join: from what was seen to who stands behind whom. Linear in the size of the snapshot. */

import type { Scheme } from '../snapshot/scheme.ts';
import type { ClusterSnapshot, RegionSnapshot, Snapshot } from '../snapshot/snapshot.ts';
import { accountOf as accountIn } from '../text/arn.ts';
import { clusterOf } from './clusters.ts';
import { joinRegion } from './region.ts';
import { selected } from './selection.ts';
import type { Topology } from './topology.ts';

/** What the person who asks expects beyond what Kubernetes says: schemes by load-balancer name, `*` for all others. */
export interface Expectations {
  readonly expectedSchemes?: Readonly<Record<string, Scheme>>;
}

/** The same snapshot gives the same topology, in an order of its own: regions and names. */
export function joinTopology(snapshot: Snapshot, { expectedSchemes = {} }: Expectations = {}): Topology {
  const clusters = snapshot.clusters.map(clusterOf).toSorted(byPlace);
  const requested = snapshot.requested ?? { regions: snapshot.regions.map(({ region }) => region).toSorted() };
  const loadBalancers = snapshot.regions
    .toSorted(byRegion)
    .flatMap((region) => joinRegion(region, clusters, { takenAt: snapshot.takenAt, expectedSchemes }));
  return {
    takenAt: snapshot.takenAt,
    account: snapshot.account ?? accountOf(snapshot),
    ...selected({ loadBalancers, clusters, gaps: snapshot.unreadable }, requested),
    requested,
    regionsSeen: snapshot.regions.map(({ region }) => region).toSorted(),
  };
}

const byRegion = (a: RegionSnapshot, b: RegionSnapshot) => (a.region < b.region ? -1 : 1);
const byPlace = (a: Pick<ClusterSnapshot, 'region' | 'name'>, b: Pick<ClusterSnapshot, 'region' | 'name'>) =>
  a.region === b.region ? (a.name < b.name ? -1 : 1) : a.region < b.region ? -1 : 1;

const accountOf = ({ regions }: Snapshot) => accountIn(regions.flatMap(({ loadBalancers }) => loadBalancers)[0]?.LoadBalancerArn);
