/** What was requested or needed and could not be read. Where this list is not empty, silence says nothing: blindness is never health. */

import type { Topology } from '../topology/topology.ts';
import { type AccessOf, accessIn } from './access.ts';
import { blindClusters } from './blindness/clusters.ts';
import { blindLoadBalancer } from './blindness/loadBalancers.ts';
import { blindRegions, partlyReadRegions } from './blindness/regions.ts';
import { missingLoadBalancers, missingObjects } from './blindness/requested.ts';
import type { BlindSpot } from './diagnosis.ts';

/** A pure function of the topology. Regions first, then clusters, then load balancers; each once, in the order of their names. */
export function cannotTellOf(topology: Topology, accessOf: AccessOf = accessIn(topology, {})): readonly BlindSpot[] {
  const regions = blindRegions(topology);
  const unlisted = new Set(regions.filter(({ extent }) => extent === 'nothing-read').map(({ region }) => region));
  return [
    ...regions,
    ...partlyReadRegions(topology, regions),
    ...blindClusters(topology, unlisted),
    ...missingLoadBalancers(topology, unlisted),
    ...missingObjects(topology, unlisted, accessOf),
    ...topology.loadBalancers.flatMap((one) => blindLoadBalancer(one, topology, accessOf)),
  ];
}
