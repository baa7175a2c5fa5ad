/** What the join of a region looks things up in, made once, so that the join is linear. */

import type { Instance, TargetGroup as TargetGroupFacts } from '../snapshot/aws.ts';
import type { Scheme } from '../snapshot/scheme.ts';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { allNodes } from './clusters.ts';
import type { Backend } from './endpoints.ts';
import { type Fact, known } from './fact.ts';
import { indexOf, type LadderIndex, push, type Step, stepsOfTargetGroup } from './ladder.ts';
import type { Cluster, ClusterNode, Origin } from './topology.ts';

export interface Circumstances {
  readonly takenAt: string;
  readonly expectedSchemes: Readonly<Record<string, Scheme>>;
}

/** Everything looked up more than once, made once. */
export interface RegionIndex {
  readonly region: RegionSnapshot;
  readonly circumstances: Circumstances;
  readonly ladder: LadderIndex;
  readonly tags: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly groupsByBalancer: ReadonlyMap<string, readonly TargetGroupFacts[]>;
  readonly looseGroups: ReadonlyMap<string, readonly TargetGroupFacts[]>;
  readonly groupsByArn: ReadonlyMap<string, TargetGroupFacts>;
  readonly instanceById: ReadonlyMap<string, Fact<Instance>>;
  readonly nodes: ReadonlyMap<Cluster, ReadonlyMap<string, ClusterNode>>;
  readonly clusterByInstance: ReadonlyMap<string, Cluster>;
  readonly origins: Map<string, Origin>;
  readonly backends: Map<string, Fact<readonly Backend[]>>;
  readonly unread: Map<string, Cluster>;
}

export function regionIndex(region: RegionSnapshot, clusters: readonly Cluster[], circumstances: Circumstances): RegionIndex {
  const tags = new Map(
    region.tags.items.map(
      ({ ResourceArn, Tags }) => [ResourceArn, new Map((Tags ?? []).map(({ Key, Value }) => [Key, Value ?? '']))] as const,
    ),
  );
  const ladder = indexOf(clusters, tags);
  const groupsByBalancer = new Map<string, TargetGroupFacts[]>();
  for (const group of region.targetGroups) {
    for (const arn of group.LoadBalancerArns ?? []) groupsByBalancer.set(arn, [...(groupsByBalancer.get(arn) ?? []), group]);
  }
  const nodes = new Map(clusters.map((cluster) => [cluster, nodesById(cluster)]));
  return {
    region,
    circumstances,
    tags,
    groupsByBalancer,
    ladder,
    looseGroups: looseByService(region.targetGroups, ladder),
    groupsByArn: new Map(region.targetGroups.map((group) => [group.TargetGroupArn, group])),
    instanceById: new Map(region.instances.items.map((instance) => [instance.InstanceId, known(instance)])),
    nodes,
    clusterByInstance: new Map(
      [...nodes].flatMap(([cluster, byId]) => [...byId.keys()].filter((id) => id.startsWith('i-')).map((id) => [id, cluster] as const)),
    ),
    origins: new Map(),
    backends: new Map(),
    unread: new Map(),
  };
}

/** Nodes by instance id, by address and by name. */
function nodesById(cluster: Cluster): ReadonlyMap<string, ClusterNode> {
  const nodes = cluster.nodes.known ? cluster.nodes.value : allNodes(cluster.snapshot, cluster.ciliumNamespace);
  return new Map(
    nodes.flatMap((node) =>
      [node.instanceId, node.internalIp, node.name].flatMap((key) => (key === undefined ? [] : [[key, node] as const])),
    ),
  );
}

/** Groups attached to nothing, by the Services they were made for. */
function looseByService(groups: readonly TargetGroupFacts[], ladder: LadderIndex): ReadonlyMap<string, readonly TargetGroupFacts[]> {
  const map = new Map<string, TargetGroupFacts[]>();
  for (const group of groups.filter(({ LoadBalancerArns }) => LoadBalancerArns?.length === 0)) {
    const steps = stepsOfTargetGroup(group, ladder).filter(({ service }) => service !== undefined);
    for (const key of new Set(steps.map(serviceKey))) push(map, key, group);
  }
  return map;
}

export const serviceKey = ({ cluster, namespace, service }: Step) => `${cluster}/${namespace}/${service ?? ''}`;
