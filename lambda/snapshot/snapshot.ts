/** The snapshot: what was seen of AWS and Kubernetes, unchanged, and what was not. Everything after it is a pure function of it. */

import type {
  Attribute,
  Instance,
  Listener,
  LoadBalancer,
  ManagedPrefixList,
  NetworkAcl,
  NetworkInterface,
  RouteTable,
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
  TagDescription,
  TargetGroup,
  TargetHealthDescription,
  Vpc,
} from './aws.ts';
import type { EksCluster } from './eks.ts';
import type { Resource, ResourceTypes } from './kubernetes.ts';

/** What could not be read, or was not asked for, and why. `what` is `kubernetes`, `<plural>[.<group>][/<namespace>/<name>]` or an AWS operation such as `ec2:DescribeNetworkAcls`. */
export interface Gap {
  readonly what: string;
  readonly region?: string | undefined;
  readonly cluster?: string | undefined;
  readonly code?: number | string | undefined;
  /** Why, as a clause without a full stop. */
  readonly error: string;
  /** What a person can do about it; absent where the snapshot does not say. */
  readonly remedy?: string | undefined;
  /** The other side refused because this caller may not; absent: it is not known to be a matter of permission. */
  readonly denied?: true | undefined;
}

/** A namespaced object of Kubernetes. */
export interface NamespacedName {
  readonly namespace: string;
  readonly name: string;
}

/** What the run was asked to read, by name: what of it was not read is blindness, not absence. */
export interface Requested {
  readonly regions: readonly string[];
  readonly clusters?: readonly string[] | undefined;
  /** Names or ARNs. */
  readonly loadBalancers?: readonly string[] | undefined;
  /** Where given, only load balancers in front of these are wanted. */
  readonly services?: readonly NamespacedName[] | undefined;
  readonly gateways?: readonly NamespacedName[] | undefined;
}

/** A part of a kind that was read completely: objects outside it were not asked for. `selector` is a label selector as kubectl takes it. */
export interface Scope {
  readonly namespace?: string | undefined;
  readonly selector?: string | undefined;
}

/**
 * The answer to one list call. Absence is evidence only where the list is `complete`, or inside the scopes of a `scoped` one;
 * an `incomplete` reading may hold objects (a document somebody pasted), but what is not among them was not necessarily absent.
 */
export type Reading<T> =
  | { readonly state: 'complete'; readonly items: readonly T[]; readonly installed?: false }
  | { readonly state: 'scoped'; readonly items: readonly T[]; readonly scopes: readonly Scope[] }
  | { readonly state: 'incomplete'; readonly items: readonly T[]; readonly gap: Gap };

/** One AWS region. Keys of the maps are names of target groups (`targetHealth`, `targetGroupAttributes`) or load balancers. */
export interface RegionSnapshot {
  readonly region: string;
  readonly loadBalancers: readonly LoadBalancer[];
  readonly targetGroups: readonly TargetGroup[];
  readonly targetHealth: ReadonlyMap<string, Reading<TargetHealthDescription>>;
  readonly tags: Reading<TagDescription>;
  readonly listeners: ReadonlyMap<string, Reading<Listener>>;
  readonly loadBalancerAttributes: ReadonlyMap<string, Reading<Attribute>>;
  readonly targetGroupAttributes: ReadonlyMap<string, Reading<Attribute>>;
  readonly instances: Reading<Instance>;
  readonly networkInterfaces: Reading<NetworkInterface>;
  readonly securityGroups: Reading<SecurityGroup>;
  readonly securityGroupRules: Reading<SecurityGroupRule>;
  readonly managedPrefixLists: Reading<ManagedPrefixList>;
  readonly networkAcls: Reading<NetworkAcl>;
  readonly subnets: Reading<Subnet>;
  readonly routeTables: Reading<RouteTable>;
  readonly vpcs: Reading<Vpc>;
  readonly dhcpOptions: Reading<Readonly<Record<string, unknown>>>;
}

/** Lines of one container's log, oldest first, as `kubectl logs` prints them. */
export interface ContainerLog {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly lines: readonly string[];
}

/** One Kubernetes cluster. A resource that is not in `readings` was not read. */
export interface ClusterSnapshot {
  readonly name: string;
  readonly region: string;
  readonly eks: EksCluster | undefined;
  readonly readings: ReadonlyMap<Resource, Reading<ResourceTypes[Resource]>>;
  /** Objects present as an excerpt only, as `<plural>[.<group>]/<namespace>/<name>`: a field they lack is not known to be unset. */
  readonly partial: ReadonlySet<string>;
  readonly unreadable: readonly Gap[];
  readonly logs: readonly ContainerLog[];
}

/** One capture: format 1 of the snapshot folder. `takenAt` (RFC 3339) is the only clock of everything that follows. */
export interface Snapshot {
  readonly format: 1;
  readonly takenAt: string;
  readonly account?: string | undefined;
  /** Absent in snapshots made by hand: the regions in it are then what was requested. */
  readonly requested?: Requested | undefined;
  readonly regions: readonly RegionSnapshot[];
  readonly clusters: readonly ClusterSnapshot[];
  /** All gaps: those of AWS calls, and those of clusters, which `ClusterSnapshot.unreadable` repeats. */
  readonly unreadable: readonly Gap[];
  /** What was dropped at capture, in words. */
  readonly redacted?: readonly string[] | undefined;
}

/** What was read of one resource of a cluster; never undefined, so that "not read" has to be looked at. */
export function reading<R extends Resource>(cluster: ClusterSnapshot, resource: R): Reading<ResourceTypes[R]> {
  const found = cluster.readings.get(resource) as Reading<ResourceTypes[R]> | undefined;
  return found ?? { state: 'incomplete', items: [], gap: gapOf(cluster, resource) };
}

/** Whether nothing at all is known of what runs in a cluster: an empty answer of a resource that is not served does not count. */
export function isNothingRead({ readings }: ClusterSnapshot): boolean {
  return [...readings.values()].every(
    (one) =>
      one.items.length === 0 &&
      (one.state === 'incomplete' || (one.state === 'complete' ? one.installed === false : one.scopes.length === 0)),
  );
}

function gapOf(cluster: ClusterSnapshot, resource: Resource): Gap {
  const whole = cluster.unreadable.find((gap) => gap.what === 'kubernetes' || gap.what === resource);
  return whole ?? { what: resource, region: cluster.region, cluster: cluster.name, error: 'not read' };
}
