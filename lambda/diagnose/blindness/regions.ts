/** Regions that could not be listed, or of which the health of targets could not be read. */

import { namedFiles } from '../../snapshot/awsFiles.ts';
import type { Topology } from '../../topology/topology.ts';
import type { BlindSpot } from '../diagnosis.ts';
import { lists, notInSnapshot, speaksOf, together, unreadGroups } from './why.ts';

export function blindRegions({ requested, regionsSeen, gaps, loadBalancers }: Topology): readonly BlindSpot[] {
  const refused = gaps.filter(({ what }) => lists.has(what));
  const regions = new Set([...requested.regions, ...regionsSeen, ...refused.flatMap(({ region }) => region ?? [])]);
  return [...regions].toSorted().flatMap((region): readonly BlindSpot[] => {
    const here = refused.filter((gap) => speaksOf(gap, region));
    if (here.length === 0 && regionsSeen.includes(region)) return [];
    const extent = loadBalancers.some((one) => one.region === region) ? 'partly-read' : 'nothing-read';
    const why = here.length > 0 ? together(here) : notInSnapshot;
    return [{ subject: 'region', name: region, region, extent, ...why }];
  });
}

/** Health that was refused, or for which there was no time, in a whole region is one fact about the region. */
export function partlyReadRegions({ gaps, loadBalancers }: Topology, blind: readonly BlindSpot[]): readonly BlindSpot[] {
  const regions = new Set(loadBalancers.filter((one) => unreadGroups(one).length > 0).map(({ region }) => region));
  return [...regions].toSorted().flatMap((region): readonly BlindSpot[] => {
    const here = gaps.filter((gap) => gap.what === namedFiles.targetHealth.operation && speaksOf(gap, region));
    if (here.length === 0 || blind.some((one) => one.region === region)) return [];
    return [{ subject: 'region', name: region, region, extent: 'partly-read', ...together(here) }];
  });
}
