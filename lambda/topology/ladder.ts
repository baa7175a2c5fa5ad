/** The ladder by which a load balancer or target group is joined to its Service: every rung that holds is kept as evidence, the strongest first. */

import { createHash } from 'node:crypto';
import type { LoadBalancer, TargetGroup } from '../snapshot/aws.ts';
import {
  cloudProviderServiceTagKey,
  clusterNamedIn,
  clusterOwning,
  gatewayStackTagKeys,
  serviceStackTagKeys,
} from '../snapshot/controllerTags.ts';
import type { Gateway, Service, TargetGroupBinding } from '../snapshot/kubernetes.ts';
import { found, nameOf } from './lookup.ts';
import type { Cluster, Rung } from './topology.ts';

/** One rung that holds: the cluster (by name where it was not read) and the Service it leads to. */
export interface Step {
  readonly cluster: string;
  readonly namespace: string;
  /** Undefined where only the Gateway is named. */
  readonly service: string | undefined;
  readonly gateway?: string;
  readonly rung: Rung;
}

/** What the ladder looks things up in: made once a region, so that the join is linear. */
export interface LadderIndex {
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly bindings: ReadonlyMap<string, readonly { readonly cluster: Cluster; readonly binding: TargetGroupBinding }[]>;
  readonly services: ReadonlyMap<string, readonly { readonly cluster: Cluster; readonly service: Service }[]>;
  /** By lower-case address. */
  readonly gateways: ReadonlyMap<string, readonly { readonly cluster: Cluster; readonly gateway: Gateway }[]>;
  readonly tags: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

type Tags = ReadonlyMap<string, string> | undefined;
const rung = (number: number, name: Rung['name'], text: string, source: string): Rung => ({ number, name, text, source });
const tagSource = 'elasticloadbalancing:DescribeTags';

export function indexOf(clusters: readonly Cluster[], tags: LadderIndex['tags']): LadderIndex {
  const bindings = new Map<string, { cluster: Cluster; binding: TargetGroupBinding }[]>();
  const services = new Map<string, { cluster: Cluster; service: Service }[]>();
  const gateways = new Map<string, { cluster: Cluster; gateway: Gateway }[]>();
  for (const cluster of clusters) {
    for (const gateway of found(cluster.snapshot, 'gateways.gateway.networking.k8s.io')) {
      for (const { value } of gateway.status?.addresses ?? []) push(gateways, value?.toLowerCase(), { cluster, gateway });
    }
    for (const binding of bindingsOf(cluster)) {
      for (const key of [binding.spec?.targetGroupARN, binding.spec?.targetGroupName]) push(bindings, key, { cluster, binding });
    }
    for (const service of found(cluster.snapshot, 'services')) {
      for (const key of servicesKeys(cluster, service)) push(services, key, { cluster, service });
    }
  }
  return { clusters: new Map(clusters.map((cluster) => [cluster.name, cluster])), bindings, services, gateways, tags };
}

export const bindingsOf = ({ snapshot }: Cluster): readonly TargetGroupBinding[] => [
  ...found(snapshot, 'targetgroupbindings.elbv2.k8s.aws'),
  ...found(snapshot, 'targetgroupbindings.eks.amazonaws.com'),
];

export function push<T>(map: Map<string, T[]>, key: string | undefined, value: T): void {
  if (key === undefined) return;
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Everything a load balancer may be found by: DNS names, name hashes, NodePorts. */
function servicesKeys(cluster: Cluster, service: Service): readonly string[] {
  const hosts = (service.status?.loadBalancer?.ingress ?? []).flatMap(({ hostname }) =>
    hostname === undefined ? [] : [`dns:${hostname.toLowerCase()}`],
  );
  const ports = (service.spec?.ports ?? []).flatMap(({ nodePort }) => (nodePort === undefined ? [] : [`port:${nodePort}`]));
  if (service.spec?.type !== 'LoadBalancer') return [...hosts, ...ports];
  return [...hosts, ...ports, ...hashesOf(cluster.name, service.metadata.uid)];
}

/** LBC: sha256 of cluster name, UID and scheme, 10 digits; cloud provider: `a` and the UID without hyphens, 32 characters. */
function hashesOf(cluster: string, uid: string | undefined): readonly string[] {
  if (uid === undefined) return [];
  const hash = (scheme: string) => createHash('sha256').update(`${cluster}${uid}${scheme}`).digest('hex').slice(0, 10);
  return [`hash:${hash('internal')}`, `hash:${hash('internet-facing')}`, `name:${`a${uid.replaceAll('-', '')}`.slice(0, 32)}`];
}

export function stepsOfTargetGroup(group: TargetGroup, index: LadderIndex): readonly Step[] {
  const named = [...(index.bindings.get(group.TargetGroupArn) ?? []), ...(index.bindings.get(group.TargetGroupName) ?? [])];
  const byBinding = named.flatMap(({ cluster, binding }): readonly Step[] => {
    const service = binding.spec?.serviceRef?.name;
    if (service === undefined || binding.metadata.namespace === undefined) return [];
    const text = `${nameOf(binding)} binds target group ${group.TargetGroupName} to Service ${binding.metadata.namespace}/${service}`;
    return [
      {
        cluster: cluster.name,
        namespace: binding.metadata.namespace,
        service,
        rung: rung(1, 'target-group-binding', text, `TargetGroupBinding of cluster ${cluster.name}`),
      },
    ];
  });
  return [...byBinding, ...stepsOfTags(index.tags.get(group.TargetGroupArn))];
}

/** The strongest first; of two clusters on the same rung the one that the load balancer's own tags name. */
export function stepsOfLoadBalancer(balancer: LoadBalancer, groups: readonly TargetGroup[], index: LadderIndex): readonly Step[] {
  const byTags = stepsOfTags(index.tags.get(balancer.LoadBalancerArn));
  const isTagged = ({ cluster }: Step) => (byTags[0]?.cluster === cluster ? 0 : 1);
  return [...groups.flatMap((group) => stepsOfTargetGroup(group, index)), ...byTags, ...stepsOfName(balancer, index)].toSorted(
    (a, b) => a.rung.number - b.rung.number || isTagged(a) - isTagged(b),
  );
}

function stepsOfTags(tags: Tags): readonly Step[] {
  if (tags === undefined) return [];
  const cluster = clusterNamedIn(tags);
  return [
    ...serviceStackTagKeys.flatMap((key) => stepOfTag(tags, key, cluster, 2, 'service-tag')),
    ...gatewayStackTagKeys.flatMap((key) => stepOfTag(tags, key, cluster, 3, 'gateway-tag')),
    ...stepOfTag(tags, cloudProviderServiceTagKey, clusterOwning(tags) ?? cluster, 4, 'cloud-provider-tag'),
  ];
}

function stepOfTag(
  tags: ReadonlyMap<string, string>,
  key: string,
  cluster: string | undefined,
  number: number,
  name: Rung['name'],
): readonly Step[] {
  const value = tags.get(key);
  const [namespace, object, ...rest] = (value ?? '').split('/');
  if (value === undefined || cluster === undefined || !namespace || !object || rest.length > 0) return [];
  const told = rung(number, name, `tag ${key}=${value} of cluster ${cluster}`, tagSource);
  if (name === 'gateway-tag') return [{ cluster, namespace, service: undefined, gateway: object, rung: told }];
  return [{ cluster, namespace, service: object, rung: told }];
}

function stepsOfName({ DNSName, LoadBalancerName }: LoadBalancer, index: LadderIndex): readonly Step[] {
  const hash = /-([0-9a-f]{10})$/.exec(LoadBalancerName)?.[1];
  const dns = DNSName?.toLowerCase();
  return [
    ...servicesAt(index, dns && `dns:${dns}`, 5, 'dns-name', (service) => `the status of ${service} names ${dns}`),
    ...servicesAt(index, hash && `hash:${hash}`, 6, 'name-hash', (service) => `the hash in ${LoadBalancerName} is that of ${service}`),
    ...servicesAt(index, `name:${LoadBalancerName}`, 6, 'name-hash', (service) => `the name is "a" and the UID of ${service}`),
    ...gatewaysAt(index, dns),
  ];
}

function servicesAt(
  index: LadderIndex,
  key: string | undefined,
  number: number,
  name: Rung['name'],
  say: (service: string) => string,
): readonly Step[] {
  const hits = key ? (index.services.get(key) ?? []) : [];
  return hits.map(({ cluster, service }) => ({
    cluster: cluster.name,
    namespace: service.metadata.namespace ?? 'default',
    service: service.metadata.name,
    rung: rung(number, name, say(nameOf(service)), nameOf(service)),
  }));
}

/** A Gateway whose status shows the DNS name, through the Service it owns. */
function gatewaysAt(index: LadderIndex, dns: string | undefined): readonly Step[] {
  const hits = dns === undefined ? [] : (index.gateways.get(dns) ?? []);
  return hits.map(({ cluster, gateway }) => ({
    cluster: cluster.name,
    namespace: gateway.metadata.namespace ?? 'default',
    service: ownedService(cluster, gateway)?.metadata.name,
    gateway: gateway.metadata.name,
    rung: rung(7, 'gateway-address', `the status of ${nameOf(gateway)} names ${dns}`, nameOf(gateway)),
  }));
}

const ownedService = (cluster: Cluster, { metadata: { uid, namespace } }: Gateway): Service | undefined =>
  uid === undefined
    ? undefined
    : found(cluster.snapshot, 'services').find(
        ({ metadata }) =>
          metadata.namespace === namespace && metadata.ownerReferences?.some((owner) => owner.kind === 'Gateway' && owner.uid === uid),
      );
