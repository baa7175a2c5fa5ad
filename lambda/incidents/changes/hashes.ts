/** What surrounds a load balancer, as hashes: enough to say later what changed, and nothing more is stored. */

import { createHash } from 'node:crypto';
import type { Listener } from '../../snapshot/aws.ts';
import type { KubernetesObject, Resource } from '../../snapshot/kubernetes.ts';
import { found, isPartial, nameOf } from '../../topology/lookup.ts';
import type { Cluster, NetworkLoadBalancer, TargetGroup, Topology } from '../../topology/topology.ts';

/** Parts of one object by name, such as the keys of a ConfigMap, each as a short hash. `at`: when the object says it was last changed. */
export interface ObjectFacts {
  readonly at: string | null;
  readonly parts: Readonly<Record<string, string>>;
}

/** By object, `ConfigMap kube-system/cilium-config`. An object that could not be read is not among them. */
export type Facts = Readonly<Record<string, ObjectFacts>>;

/** Facts of one load balancer: its own, and the name of the facts it shares with all load balancers of its cluster. */
export interface FactSet {
  readonly own: Facts;
  readonly shared: string | null;
}

/** What one run knows: sets by ARN, and the shared facts by their name. */
export interface KnownFacts {
  readonly of: ReadonlyMap<string, FactSet>;
  readonly shared: ReadonlyMap<string, Facts>;
}

/** `healthy`: when it was last healthy. `opened`: when the incident opened, so that a resolved notification can name the repair. */
export interface Baseline {
  readonly loadBalancer: string;
  readonly healthy: FactSet | null;
  readonly opened: FactSet | null;
}

export const noFacts: KnownFacts = { of: new Map(), shared: new Map() };

/** Bytes of JSON that the facts of one load balancer, or of one cluster, may take in an item of the store. */
const maxBytes = 6_500;

export function factsOf({ loadBalancers, clusters }: Topology): KnownFacts {
  const shared = new Map(clusters.filter(wasRead).map((cluster) => [cluster, sharedOf(cluster)] as const));
  return {
    of: new Map(loadBalancers.map((loadBalancer) => [loadBalancer.arn, setOf(loadBalancer, shared)])),
    shared: new Map([...shared.values()].map(({ name, facts }) => [name, facts])),
  };
}

const wasRead = ({ snapshot }: Cluster) => [...snapshot.readings.values()].some(({ items }) => items.length > 0);

interface Shared {
  /** Ends in a hash of the facts: other facts have another name. */
  readonly name: string;
  readonly facts: Facts;
}

function sharedOf(cluster: Cluster): Shared {
  const facts = bounded({ ...configuration(cluster), ...workloads(cluster), ...nodes(cluster) });
  return { name: `${cluster.region}/${cluster.name}@${hash(facts)}`, facts };
}

/** The cluster whose shared facts have this name. */
export const clusterOfShared = (name: string): string => name.slice(name.indexOf('/') + 1, name.lastIndexOf('@'));

const setOf = (one: NetworkLoadBalancer, shared: ReadonlyMap<Cluster, Shared>): FactSet => ({
  own: bounded({ ...loadBalancer(one), ...Object.assign({}, ...one.targetGroups.map(targetGroup)), ...services(one), ...network(one) }),
  shared: one.cluster === undefined ? null : (shared.get(one.cluster)?.name ?? null),
});

function configuration(cluster: Cluster): Facts {
  const maps = found(cluster.snapshot, 'configmaps').filter((one) => /^cilium(-envoy)?-config$/.test(one.metadata.name));
  return whole(cluster, 'configmaps', maps, (one) => hashed(one.data ?? {}));
}

/** The generation changes with every change of the spec, and only then. */
function workloads(cluster: Cluster): Facts {
  const isOurs = ({ metadata: { name } }: KubernetesObject) => /^(cilium(-envoy|-operator)?|aws-load-balancer-controller)$/.test(name);
  const daemonSets = found(cluster.snapshot, 'daemonsets.apps').filter(isOurs);
  const deployments = found(cluster.snapshot, 'deployments.apps').filter(isOurs);
  const generation = (one: KubernetesObject) => hashed({ spec: one.metadata.generation ?? 0 });
  return { ...whole(cluster, 'daemonsets.apps', daemonSets, generation), ...whole(cluster, 'deployments.apps', deployments, generation) };
}

function nodes({ nodes: all, name }: Cluster): Facts {
  if (!all.known) return {};
  const ready = all.value.filter((node) => node.ready === true).map((node) => node.name);
  const names = all.value.map((node) => node.name);
  return {
    [`Nodes of cluster ${name}`]: { at: null, parts: hashed({ 'which there are': names.toSorted(), 'which are Ready': ready.toSorted() }) },
  };
}

function loadBalancer({ facts, name, listeners }: NetworkLoadBalancer): Facts {
  const { Scheme, SecurityGroups, AvailabilityZones } = facts;
  const zones = (AvailabilityZones ?? []).map(({ ZoneName }) => ZoneName).toSorted();
  return {
    [`Load balancer ${name}`]: {
      at: null,
      parts: hashed({ scheme: Scheme, 'security groups': [...(SecurityGroups ?? [])].toSorted(), zones }),
    },
    ...(listeners.known ? listenersOf(name, listeners.value) : {}),
  };
}

/** Listeners are read of suspicious load balancers only: they are facts of their own, so that not having read them is no change. */
const listenersOf = (name: string, listeners: readonly Listener[]): Facts => ({
  [`Listeners of ${name}`]: { at: null, parts: hashed({ '': listeners.map(({ Port, Protocol }) => `${Port} ${Protocol}`).toSorted() }) },
});

function targetGroup({ facts, name, attached }: TargetGroup): Facts {
  const { Port, Protocol, HealthCheckPort, HealthCheckProtocol, HealthCheckPath, HealthyThresholdCount, UnhealthyThresholdCount } = facts;
  const check = [HealthCheckProtocol, HealthCheckPort, HealthCheckPath, HealthyThresholdCount, UnhealthyThresholdCount];
  return { [`Target group ${name}`]: { at: null, parts: hashed({ port: [Port, Protocol], 'health check': check, listener: attached }) } };
}

function services({ targetGroups, origin, cluster }: NetworkLoadBalancer): Facts {
  if (cluster === undefined) return {};
  const origins = [origin, ...targetGroups.map((group) => group.origin)].filter((one) => one !== undefined);
  const objects = origins.flatMap(({ service, gateway }) => [
    ...(service.known && service.value !== undefined ? [['services', service.value] as const] : []),
    ...(gateway.known && gateway.value !== undefined ? [['gateways.gateway.networking.k8s.io', gateway.value] as const] : []),
  ]);
  return Object.assign(
    {},
    ...objects.map(([resource, object]) =>
      whole(cluster, resource, [object as KubernetesObject & Spec], (one) => ({
        ...hashed(one.spec ?? {}, 'spec.'),
        ...hashed(one.metadata.annotations ?? {}, 'annotation '),
      })),
    ),
  );
}

interface Spec {
  readonly spec?: Readonly<Record<string, unknown>> | undefined;
}

/** Of the load balancer and of the instances behind it; a group of which no rule was seen may not have been asked for. */
function network({ facts, targetGroups, surroundings: { securityGroupRules } }: NetworkLoadBalancer): Facts {
  if (securityGroupRules.state === 'incomplete') return {};
  const instances = targetGroups.flatMap(({ targets }) =>
    targets.flatMap(({ instance }) => (instance.known ? (instance.value ?? []) : [])),
  );
  const ids = new Set([
    ...(facts.SecurityGroups ?? []),
    ...instances.flatMap((one) => (one.SecurityGroups ?? []).map(({ GroupId }) => GroupId)),
  ]);
  const groups = Map.groupBy(
    securityGroupRules.items.filter(({ GroupId }) => ids.has(GroupId)),
    ({ GroupId }) => GroupId,
  );
  return Object.fromEntries(
    [...groups].map(([id, rules]) => [
      `Security group ${id}`,
      { at: null, parts: hashed({ rules: rules.map((rule) => JSON.stringify(rule)).toSorted() }) },
    ]),
  );
}

/** Objects that are there as an excerpt only say nothing about what they lack. */
function whole<T extends KubernetesObject>(
  cluster: Cluster,
  resource: Resource,
  objects: readonly T[],
  partsOf: (object: T) => ObjectFacts['parts'],
): Facts {
  const those = objects.filter((one) => !isPartial(cluster.snapshot, resource, one));
  return Object.fromEntries(those.map((one) => [nameOf(one), { at: changedAt(one), parts: partsOf(one) }]));
}

/** The last time somebody changed it, where the object says so. */
const changedAt = ({ metadata }: KubernetesObject): string | null =>
  (metadata.managedFields ?? [])
    .flatMap(({ time }) => time ?? [])
    .toSorted()
    .at(-1) ?? null;

const hashed = (values: Readonly<Record<string, unknown>>, prefix = ''): ObjectFacts['parts'] =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}${key}`, hash(value)]));

/** 36 bits: chance makes two of a thousand values equal once in a hundred thousand. */
const hash = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('base64url')
    .slice(0, 6);

/** Too many parts become one: that it changed is still seen, what of it is not. */
function bounded(facts: Facts): Facts {
  if (Buffer.byteLength(JSON.stringify(facts)) <= maxBytes) return facts;
  const names = Object.keys(facts).toSorted().slice(0, 40);
  return Object.fromEntries(names.map((name) => [name, { at: facts[name]?.at ?? null, parts: { '': hash(facts[name]?.parts) } }]));
}
