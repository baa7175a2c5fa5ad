/** The last rungs: a NodePort in a cluster whose nodes hold the targets, or back ends with the targets' addresses. */

import type { TargetGroup } from '../snapshot/aws.ts';
import type { Step } from './ladder.ts';
import { found } from './lookup.ts';
import type { RegionIndex } from './regionIndex.ts';
import type { Cluster } from './topology.ts';

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
  const ids = new Set(idsOf(group, index));
  return [...index.ladder.clusters.values()].flatMap((cluster) => slicesWith(cluster, ids, group.TargetGroupName));
}

function slicesWith(cluster: Cluster, ids: ReadonlySet<string>, group: string): readonly Step[] {
  const slices = found(cluster.snapshot, 'endpointslices.discovery.k8s.io').filter(({ endpoints }) =>
    endpoints?.some(({ addresses, targetRef }) => targetRef?.kind === 'Pod' && addresses?.some((address) => ids.has(address))),
  );
  return slices.slice(0, 1).flatMap(({ metadata }): readonly Step[] => {
    const service = metadata.labels?.['kubernetes.io/service-name'];
    if (service === undefined) return [];
    const text = `targets of ${group} are back ends of Service ${metadata.namespace ?? 'default'}/${service}`;
    return [
      {
        cluster: cluster.name,
        namespace: metadata.namespace ?? 'default',
        service,
        rung: { number: 9, name: 'pod-address', text, source: `EndpointSlice of cluster ${cluster.name}` },
      },
    ];
  });
}
