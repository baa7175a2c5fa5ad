/** A world with nothing left unread: what a snapshot never asked for is filled in as a plain account and a plain cluster have it. */

import type { Listener, LoadBalancer } from '../lambda/snapshot/aws.ts';
import {
  type CustomResourceDefinition,
  type DaemonSet,
  type Pod,
  type Resource,
  type ResourceTypes,
  resources,
} from '../lambda/snapshot/kubernetes.ts';
import {
  type ClusterSnapshot,
  type ContainerLog,
  type Reading,
  type RegionSnapshot,
  reading,
  type Snapshot,
} from '../lambda/snapshot/snapshot.ts';
import { builtInGroups } from './kubernetes/route.ts';
import { definitionsOf } from './world/kubernetes/definitions.ts';
import { planOf } from './world/planCluster.ts';

/**
 * For worlds that a person walks through (the demo): a scenario holds what its rules look at, and the lab refuses the rest, which reads as missing
 * permissions. A gap that the snapshot names stays a gap, because it is what that world is about.
 */
export function complete(snapshot: Snapshot): Snapshot {
  return {
    ...snapshot,
    regions: snapshot.regions.map((region) => completeRegion(region, snapshot)),
    clusters: snapshot.clusters.map(completeCluster),
  };
}

/** Whether AWS and the API servers of this world can be played: a report pasted from a ticket names a cluster that no AWS call leads to. */
export function isPlayable({ clusters, unreadable }: Snapshot): boolean {
  return clusters.every(
    ({ name, eks }) => eks !== undefined || unreadable.some(({ what, cluster }) => what === 'eks:DescribeCluster' && cluster === name),
  );
}

const resourceNames = Object.keys(resources) as readonly Resource[];
const definitions = 'customresourcedefinitions.apiextensions.k8s.io';

function completeCluster(cluster: ClusterSnapshot): ClusterSnapshot {
  if (cluster.unreadable.some(({ what }) => what === 'kubernetes')) return cluster;
  // What is installed follows from the definitions, so they come first.
  const defined = withWhole([definitions], cluster);
  const whole = withWhole(resourceNames, defined);
  return { ...whole, readings: withDaemonSetDefaults(whole), logs: [...cluster.logs, ...emptyLogs(cluster)] };
}

/** As the API server would have them: an update strategy, on which `kubectl rollout` insists, and no more pods than there are nodes. */
function withDaemonSetDefaults(cluster: ClusterSnapshot): ClusterSnapshot['readings'] {
  const found = reading(cluster, 'daemonsets.apps');
  const nodes = reading(cluster, 'nodes').items.length;
  const items = found.items.map((set) => ({
    ...set,
    spec: { ...set.spec, updateStrategy: set.spec?.updateStrategy ?? { type: 'RollingUpdate' } },
    ...(nodes > 0 && set.status !== undefined ? { status: countedUpTo(nodes, set.status) } : {}),
  }));
  return new Map([...cluster.readings, ['daemonsets.apps', { ...found, items }]]);
}

const counted = /^(desired|current|updated)NumberScheduled$|^number(Available|Ready)$/;

const countedUpTo = (most: number, status: NonNullable<DaemonSet['status']>): NonNullable<DaemonSet['status']> =>
  Object.fromEntries(Object.entries(status).map(([name, value]) => [name, counted.test(name) ? Math.min(Number(value), most) : value]));

function withWhole(names: readonly Resource[], cluster: ClusterSnapshot): ClusterSnapshot {
  const isNamed = (resource: Resource) => cluster.unreadable.some(({ what }) => what === resource || what.startsWith(`${resource}/`));
  const missing = names.filter((resource) => reading(cluster, resource).state !== 'complete' && !isNamed(resource));
  return {
    ...cluster,
    readings: new Map([...cluster.readings, ...missing.map((resource) => [resource, whole(resource, cluster)] as const)]),
  };
}

type AnyReading = Reading<ResourceTypes[Resource]>;

function whole(resource: Resource, cluster: ClusterSnapshot): AnyReading {
  const { items } = reading(cluster, resource);
  if (items.length > 0) return { state: 'complete', items };
  if (resource === 'namespaces') return { state: 'complete', items: namespacesOf(cluster) };
  if (resource === definitions) return { state: 'complete', items: installedDefinitions(cluster) };
  return isInstalled(resource, cluster) ? { state: 'complete', items } : { state: 'complete', items, installed: false };
}

function isInstalled(resource: Resource, cluster: ClusterSnapshot): boolean {
  if (builtInGroups.includes(resources[resource].group)) return true;
  return reading(cluster, definitions).items.some(({ metadata }) => metadata.name === resource);
}

function namespacesOf({ readings }: ClusterSnapshot): readonly ResourceTypes['namespaces'][] {
  const names = [...readings.values()].flatMap(({ items }) => items.map(({ metadata }) => metadata.namespace ?? 'default'));
  return [...new Set(['default', 'kube-system', ...names])]
    .toSorted()
    .map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
}

/** What comes with the release of Cilium that runs, less what was looked for and not there. */
function installedDefinitions(cluster: ClusterSnapshot): readonly CustomResourceDefinition[] {
  const isUsed = (resource: Resource) => reading(cluster, resource).items.length > 0;
  const isMissing = (name: string) => {
    const found = cluster.readings.get(name as Resource);
    return found?.state === 'complete' && found.installed === false;
  };
  const agents = reading(cluster, 'daemonsets.apps').items.flatMap(({ spec }) => spec?.template?.spec?.containers ?? []);
  const image = agents.find(({ name }) => name === 'cilium-agent')?.image;
  const version = /:v(\d+\.\d+\.\d+)/.exec(image ?? '')?.[1];
  const plan = planOf({ cluster: cluster.name, ...(version === undefined ? {} : { ciliumVersion: version }) });
  const gateway = isUsed('gatewayclasses.gateway.networking.k8s.io');
  return definitionsOf({ ...plan, gateway }).filter(({ metadata }) => !isMissing(metadata.name));
}

/** A container without a log in the snapshot has logged nothing: a line that is not there proves nothing. */
function emptyLogs(cluster: ClusterSnapshot): readonly ContainerLog[] {
  const known = new Set(cluster.logs.map(({ namespace, pod, container }) => `${namespace}/${pod}/${container}`));
  return reading(cluster, 'pods').items.flatMap((pod) =>
    containersOf(pod).filter(({ namespace, pod: name, container }) => !known.has(`${namespace}/${name}/${container}`)),
  );
}

const containersOf = ({ metadata, spec }: Pod): readonly ContainerLog[] =>
  (spec?.containers ?? []).map(({ name }) => ({
    namespace: metadata.namespace ?? 'default',
    pod: metadata.name,
    container: name ?? '',
    lines: [],
  }));

function completeRegion(region: RegionSnapshot, { unreadable }: Snapshot): RegionSnapshot {
  const isNamed = (what: string) => unreadable.some((gap) => gap.what === what && (gap.region ?? region.region) === region.region);
  const dhcpOptions =
    region.dhcpOptions.state === 'complete' || isNamed('ec2:DescribeDhcpOptions') ? region.dhcpOptions : defaultDhcpOptions(region);
  const isPrefixListNamed = isNamed('ec2:DescribeManagedPrefixLists') || isNamed('ec2:GetManagedPrefixListEntries');
  const managedPrefixLists: RegionSnapshot['managedPrefixLists'] = isPrefixListNamed
    ? region.managedPrefixLists
    : { state: 'complete', items: region.managedPrefixLists.items };
  const networkLoadBalancers = region.loadBalancers.filter(({ Type }) => Type === 'network');
  const byName = <T>(
    readings: ReadonlyMap<string, Reading<T>>,
    make: (balancer: LoadBalancer) => readonly T[],
  ): ReadonlyMap<string, Reading<T>> =>
    new Map<string, Reading<T>>([
      ...networkLoadBalancers.map((balancer) => [balancer.LoadBalancerName, { state: 'complete', items: make(balancer) }] as const),
      ...[...readings].filter(([, { state }]) => state !== 'incomplete'),
    ]);
  return {
    ...region,
    dhcpOptions,
    managedPrefixLists,
    listeners: isNamed('elasticloadbalancing:DescribeListeners')
      ? region.listeners
      : byName(region.listeners, (balancer) => listenersOf(region, balancer)),
    loadBalancerAttributes: isNamed('elasticloadbalancing:DescribeLoadBalancerAttributes')
      ? region.loadBalancerAttributes
      : byName(region.loadBalancerAttributes, () => [{ Key: 'load_balancing.cross_zone.enabled', Value: 'false' }]),
  };
}

/** The option set that every VPC of a new account has. */
function defaultDhcpOptions({ region, vpcs }: RegionSnapshot): RegionSnapshot['dhcpOptions'] {
  const domain = region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
  const DhcpConfigurations = [
    { Key: 'domain-name', Values: [{ Value: domain }] },
    { Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] },
  ];
  const ids = [...new Set(vpcs.items.map(({ DhcpOptionsId }) => DhcpOptionsId ?? 'default'))];
  return { state: 'complete', items: ids.map((DhcpOptionsId) => ({ DhcpOptionsId, DhcpConfigurations })) };
}

/** A listener for each target group that says it is attached. */
function listenersOf({ targetGroups }: RegionSnapshot, { LoadBalancerArn }: LoadBalancer): readonly Listener[] {
  const attached = targetGroups.filter(
    ({ LoadBalancerArns = [] }) => LoadBalancerArn !== undefined && LoadBalancerArns.includes(LoadBalancerArn),
  );
  return attached.map(({ TargetGroupArn, Port }, at) => ({
    ListenerArn: `${LoadBalancerArn?.replace(':loadbalancer/', ':listener/')}/${at.toString(16).padStart(16, '0')}`,
    LoadBalancerArn,
    Port,
    Protocol: 'TCP',
    DefaultActions: [{ Type: 'forward', TargetGroupArn }],
  })) as readonly Listener[];
}
