/** Puts together what was read of a region. */

import { regionFiles } from '../../snapshot/awsFiles.ts';
import type { Reading, RegionSnapshot } from '../../snapshot/snapshot.ts';
import type { Details } from './details.ts';
import { type Fleet, isNetworkGroup } from './fleet.ts';
import type { Network } from './network.ts';

export function regionSnapshot(fleet: Fleet, details: Details, network: Network): RegionSnapshot {
  return {
    region: fleet.region,
    loadBalancers: fleet.loadBalancers,
    targetGroups: fleet.targetGroups,
    targetHealth: fleet.health,
    tags: both(fleet.tags, details.tags, fleet),
    listeners: details.listeners,
    loadBalancerAttributes: details.loadBalancerAttributes,
    targetGroupAttributes: details.targetGroupAttributes,
    ...network,
  };
}

/** Tags of groups were read only where their load balancer looks wrong: of the others nothing is known. */
function both<T>(first: Reading<T>, second: Reading<T>, fleet: Fleet): Reading<T> {
  const items = [...first.items, ...second.items];
  const failed = [first, second].find((reading) => reading.state === 'incomplete');
  if (failed?.state === 'incomplete') return { state: 'incomplete', items, gap: failed.gap };
  const asked = fleet.loadBalancers.filter((one) => one.Type === 'network').length + fleet.targetGroups.filter(isNetworkGroup).length;
  if (items.length >= asked) return { state: 'complete', items };
  const error = 'tags of target groups are read only where a load balancer looks wrong';
  return { state: 'incomplete', items, gap: { what: regionFiles.tags.operation, region: fleet.region, error } };
}
