/** The vocabulary of these tests: a region, a cluster and their objects, with nothing in them that a test does not say. */

import type { LoadBalancer, TargetGroup, TargetHealthDescription } from '../../lambda/snapshot/aws.ts';
import type { Resource } from '../../lambda/snapshot/kubernetes.ts';
import type { ClusterSnapshot, Reading, RegionSnapshot, Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import type { NetworkLoadBalancer } from '../../lambda/topology/topology.ts';

export const takenAt = '2026-06-01T09:00:00Z';
export const complete = <T>(...items: readonly T[]): Reading<T> => ({ state: 'complete', items });
export const group = (name: string, more: Partial<TargetGroup> = {}): TargetGroup => ({
  TargetGroupArn: `arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/${name}/1`,
  TargetGroupName: name,
  Port: 30080,
  TargetType: 'instance',
  LoadBalancerArns: [balancer().LoadBalancerArn],
  ...more,
});
export const balancer = (more: Partial<LoadBalancer> = {}): LoadBalancer => ({
  LoadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/edge/1',
  LoadBalancerName: 'edge',
  DNSName: 'Edge-1.elb.eu-west-1.amazonaws.com',
  Type: 'network',
  ...more,
});
export const health = (
  Id: string,
  State: string | undefined,
  Reason?: string,
  HealthCheckPort = 'traffic-port',
): TargetHealthDescription => ({
  Target: { Id, Port: 30080 },
  HealthCheckPort,
  TargetHealth: { State, Reason },
});

export type Objects = Partial<Record<Resource, readonly unknown[]>>;
/** Resources that are not named were not read. */
export function cluster(objects: Objects = {}, name = 'blue'): ClusterSnapshot {
  const readings = Object.entries(objects).map(([resource, items]) => [resource, complete(...items)] as const);
  return {
    name,
    region: 'eu-west-1',
    eks: undefined,
    readings: new Map(readings as never),
    partial: new Set(),
    unreadable: [],
    logs: [],
  };
}
export const object = <T extends object>(kind: string, name: string, more: T = {} as T, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'shop', uid: `uid-${name}`, ...metadata },
  ...more,
});
export const service = (name: string, spec: object = {}, status: object = {}, metadata: object = {}) =>
  object('Service', name, { spec: { type: 'LoadBalancer', ports: [{ port: 80, nodePort: 30080 }], ...spec }, status }, metadata);
export const binding = (target: object, name = 'web') =>
  object('TargetGroupBinding', 'k8s-web', { spec: { ...target, serviceRef: { name, port: 80 }, targetType: 'instance' } });
export const node = (name: string, id: string, more: object = {}, labels: object = {}, since = '2026-06-01T08:00:00Z') =>
  object(
    'Node',
    name,
    {
      spec: { providerID: `aws:///eu-west-1a/${id}` },
      status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: since }] },
      ...more,
    },
    { namespace: undefined, labels },
  );
export const slice = (name: string, ...endpoints: readonly object[]) =>
  object('EndpointSlice', `${name}-1`, { endpoints, ports: [{ port: 8080 }] }, { labels: { 'kubernetes.io/service-name': name } });
export const endpoint = (address: string, nodeName: string, ready = true) => ({
  addresses: [address],
  nodeName,
  conditions: { ready },
  targetRef: { kind: 'Pod', name: `pod-${address}` },
});

export interface World {
  readonly balancers?: readonly LoadBalancer[];
  readonly groups?: readonly TargetGroup[];
  /** Of every group. */
  readonly targets?: readonly TargetHealthDescription[];
  readonly tags?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly clusters?: readonly ClusterSnapshot[];
  readonly region?: Partial<RegionSnapshot>;
}

export function snapshotOf({
  balancers = [balancer()],
  groups = [group('web')],
  targets = [],
  tags = {},
  clusters = [],
  region,
}: World): Snapshot {
  const TagDescriptions = Object.entries(tags).map(([ResourceArn, pairs]) => ({
    ResourceArn,
    Tags: Object.entries(pairs).map(([Key, Value]) => ({ Key, Value })),
  }));
  const none = complete<never>();
  const read: RegionSnapshot = {
    region: 'eu-west-1',
    loadBalancers: balancers,
    targetGroups: groups,
    targetHealth: new Map(groups.map(({ TargetGroupName }) => [TargetGroupName, complete(...targets)])),
    tags: complete(...TagDescriptions),
    listeners: new Map(),
    loadBalancerAttributes: new Map(),
    targetGroupAttributes: new Map(),
    ...{ instances: none, networkInterfaces: none, securityGroups: none, securityGroupRules: none, managedPrefixLists: none },
    ...{ networkAcls: none, subnets: none, routeTables: none, vpcs: none, dhcpOptions: none },
    ...region,
  };
  return { format: 1, takenAt, regions: [read], clusters, unreadable: [] };
}

/** The only load balancer of such a world. */
export function joined(world: World): NetworkLoadBalancer {
  const [first] = joinTopology(snapshotOf(world)).loadBalancers;
  if (first === undefined) throw new Error('the world has no network load balancer');
  return first;
}
