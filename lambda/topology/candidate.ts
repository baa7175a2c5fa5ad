/** The cluster behind a load balancer: one that was read, or one of which only the name is known. */

import type { TargetGroup } from '../snapshot/aws.ts';
import { unreadCluster } from './clusters.ts';
import { known, valueOr } from './fact.ts';
import type { RegionIndex } from './regionIndex.ts';
import type { Cluster } from './topology.ts';

export function clusterNamed(name: string, { ladder, unread, region }: RegionIndex): Cluster {
  const read = ladder.clusters.get(name) ?? unread.get(name);
  if (read !== undefined) return read;
  const made = unreadCluster(name, region.region);
  unread.set(name, made);
  return made;
}

/** Instances name their cluster by tag, or are nodes of one that was read. */
export function clusterByInstances(groups: readonly TargetGroup[], index: RegionIndex): Cluster | undefined {
  const ids = groups.flatMap(({ TargetGroupName }) =>
    (index.region.targetHealth.get(TargetGroupName)?.items ?? []).map(({ Target }) => Target.Id),
  );
  const node = ids.map((id) => index.clusterByInstance.get(id)).find((cluster) => cluster !== undefined);
  if (node !== undefined) return node;
  const keys = ids.flatMap((id) => (valueOr(index.instanceById.get(id) ?? known(undefined), undefined)?.Tags ?? []).flatMap(clusterInTag));
  return keys[0] === undefined ? undefined : clusterNamed(keys[0], index);
}

function clusterInTag({ Key, Value }: { readonly Key?: string | undefined; readonly Value?: string | undefined }): readonly string[] {
  if (Key === 'eks:cluster-name' || Key === 'aws:eks:cluster-name') return Value ? [Value] : [];
  return Key?.startsWith('kubernetes.io/cluster/') ? [Key.slice('kubernetes.io/cluster/'.length)] : [];
}
