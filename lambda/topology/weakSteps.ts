/** The last rungs: a NodePort in a cluster whose nodes hold the targets, or back ends with the targets' addresses. */

import type { TargetGroup } from '../snapshot/aws.ts';
import type { EndpointSlice } from '../snapshot/kubernetes.ts';
import { type LadderIndex, push, type Step } from './ladder.ts';
import { found } from './lookup.ts';
import type { RegionIndex } from './regionIndex.ts';

export const weakSteps = (groups: readonly TargetGroup[], index: RegionIndex): readonly Step[] => {
  const byPort = groups.flatMap((group) => byNodePort(group, index));
  return byPort.length > 0 ? byPort : groups.flatMap((group) => byPodAddress(group, index));
};

const idsOf = ({ TargetGroupName }: TargetGroup, { region }: RegionIndex): readonly string[] =>
  (region.targetHealth.get(TargetGroupName)?.items ?? []).map(({ Target }) => Target.Id);

function byNodePort(group: TargetGroup, index: RegionIndex): readonly Step[] {
  if (group.TargetType !== 'instance' || group.Port === undefined) return [];
  const clusters = new Set(idsOf(group, index).flatMap((id) => index.clusterByInstance.get(id) ?? []));
  return (index.ladder.services.get(`port:${group.Port}`) ?? [])
    .filter(({ cluster }) => clusters.has(cluster))
    .map(({ cluster, service }) => ({
      cluster: cluster.name,
      namespace: service.metadata.namespace ?? 'default',
      service: service.metadata.name,
      rung: {
        number: 8,
        name: 'node-port' as const,
        text: `target group ${group.TargetGroupName} sends to NodePort ${group.Port} of Service ${service.metadata.namespace ?? 'default'}/${service.metadata.name} on nodes of ${cluster.name}`,
        source: `Service of cluster ${cluster.name}`,
      },
    }));
}

function byPodAddress(group: TargetGroup, index: RegionIndex): readonly Step[] {
  if (group.TargetType !== 'ip') return [];
  const hits = idsOf(group, index).flatMap((id) => backendsAt(index.ladder).get(id) ?? []);
  return [...new Map(hits.map((hit) => [hit.cluster, hit])).values()]
    .toSorted((a, b) => (a.cluster < b.cluster ? -1 : 1))
    .map(({ cluster, namespace, service }) => ({
      cluster,
      namespace,
      service,
      rung: {
        number: 9,
        name: 'pod-address',
        text: `targets of ${group.TargetGroupName} are back ends of Service ${namespace}/${service}`,
        source: `EndpointSlice of cluster ${cluster}`,
      },
    }));
}

type Holder = Pick<Step, 'cluster' | 'namespace' | 'service'>;

/** Who has pods at an address; made only where a group has nothing better to go by. */
const holders = new WeakMap<LadderIndex, ReadonlyMap<string, readonly Holder[]>>();

function backendsAt(ladder: LadderIndex): ReadonlyMap<string, readonly Holder[]> {
  const kept = holders.get(ladder);
  if (kept !== undefined) return kept;
  const made = new Map<string, Holder[]>();
  for (const cluster of ladder.clusters.values()) {
    for (const slice of found(cluster.snapshot, 'endpointslices.discovery.k8s.io')) {
      const service = slice.metadata.labels?.['kubernetes.io/service-name'];
      if (service === undefined) continue;
      const holder = { cluster: cluster.name, namespace: slice.metadata.namespace ?? 'default', service };
      for (const address of podAddresses(slice)) push(made, address, holder);
    }
  }
  holders.set(ladder, made);
  return made;
}

const podAddresses = ({ endpoints }: EndpointSlice): readonly string[] =>
  (endpoints ?? []).filter(({ targetRef }) => targetRef?.kind === 'Pod').flatMap(({ addresses }) => addresses ?? []);
