/** Healthy worlds that recipes start from: the worked examples without a fault, cut down to three nodes and to what rules look at. */

import * as aws from '../../lambda/snapshot/aws.ts';
import { type Gateway, type KubernetesObject, type Pod, type Resource, resources } from '../../lambda/snapshot/kubernetes.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import type { ClusterSnapshot, Reading, RegionSnapshot, Scope, Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { change, gateways, none } from './change.ts';
import { prune } from './prune.ts';
import { inRecordedFolder } from './recorded.ts';

const nodesKept = 3;

/** A Cilium 1.18.3 Gateway with HTTP and HTTPS behind an NLB of the AWS Load Balancer Controller on EKS; three nodes, all targets healthy. */
export const gatewayWorld = (): Snapshot =>
  kept('gateway', () => change(small(inRecordedFolder('seed-incident-repaired', readSnapshot)), gateways(withoutScheme)));

/** A plain Service (ingress-nginx, policy Local) and another (relay), no Envoy in the path; all nodes kept, for they differ. */
export const plainWorld = (): Snapshot =>
  kept('plain', () => change(scoped(pruned(inRecordedFolder('plain-service-local-policy', readSnapshot))), ...notUsed.map(none)));

const worlds = new Map<string, Snapshot>();

/** Reading and cutting takes a while; worlds are never changed, only copied with changes. */
function kept(name: string, make: () => Snapshot): Snapshot {
  const known = worlds.get(name);
  if (known !== undefined) return known;
  const made = make();
  worlds.set(name, made);
  return made;
}

/** Kinds a cluster without Gateways and Ingresses has none of; the worked example was made by hand and did not ask. */
const notUsed: readonly Resource[] = [
  'ciliumclusterwideenvoyconfigs.cilium.io',
  'ciliumnodeconfigs.cilium.io',
  'gatewayclasses.gateway.networking.k8s.io',
  'gateways.gateway.networking.k8s.io',
  'ingresses.networking.k8s.io',
];

/** The worked example asks for a scheme where nobody listens; a healthy world does not. */
const withoutScheme = (gateway: Gateway): Gateway => ({ ...gateway, metadata: { ...gateway.metadata, annotations: {} } });

const small = (snapshot: Snapshot): Snapshot => scoped(pruned(fewer(snapshot)));

/** One node a zone, and nothing that stands on another. */
function fewer(snapshot: Snapshot): Snapshot {
  const [cluster] = snapshot.clusters;
  const nodes = cluster?.readings.get('nodes')?.items ?? [];
  const byZone = new Map(nodes.map((node) => [node.metadata.labels?.['topology.kubernetes.io/zone'], node]));
  const chosen = [...byZone.values()].slice(0, nodesKept);
  const names = new Set(chosen.map(({ metadata }) => metadata.name));
  const ids = new Set(
    chosen.flatMap((node) =>
      'spec' in node
        ? String((node.spec as { providerID?: string }).providerID)
            .split('/')
            .at(-1)
        : [],
    ),
  );
  return {
    ...snapshot,
    regions: snapshot.regions.map((region) => ({
      ...region,
      targetHealth: new Map([...region.targetHealth].map(([name, health]) => [name, only(health, ({ Target }) => ids.has(Target.Id))])),
      instances: only(region.instances, ({ InstanceId }) => ids.has(InstanceId)),
      networkInterfaces: only(
        region.networkInterfaces,
        ({ Attachment }) => Attachment?.InstanceId === undefined || ids.has(Attachment.InstanceId),
      ),
    })),
    clusters: snapshot.clusters.map((one) => ({
      ...one,
      logs: [],
      readings: new Map([...one.readings].map(([resource, list]) => [resource, only(list, (object) => staysOn(resource, object, names))])),
    })),
  };
}

const only = <T>(reading: Reading<T>, keep: (item: T) => boolean): Reading<T> => ({ ...reading, items: reading.items.filter(keep) });

function staysOn(resource: Resource, object: KubernetesObject, nodes: ReadonlySet<string>): boolean {
  if (resource === 'nodes' || resource === 'ciliumnodes.cilium.io') return nodes.has(object.metadata.name);
  if (resource !== 'pods') return true;
  const { spec, metadata } = object as Pod;
  return (
    metadata.labels?.['k8s-app'] === undefined ||
    !['cilium', 'cilium-envoy'].includes(metadata.labels['k8s-app']) ||
    nodes.has(spec?.nodeName ?? '')
  );
}

/** What the capture would have recorded: pods by selector, events by namespace. */
const podScopes: readonly Scope[] = [
  { namespace: 'kube-system', selector: 'k8s-app=cilium' },
  { namespace: 'kube-system', selector: 'k8s-app=cilium-envoy' },
  { namespace: 'kube-system', selector: 'io.cilium/app=operator' },
  { namespace: 'kube-system', selector: 'app.kubernetes.io/name=aws-load-balancer-controller' },
];

function scoped(snapshot: Snapshot): Snapshot {
  const within = (cluster: ClusterSnapshot): ClusterSnapshot => {
    const pods = cluster.readings.get('pods')?.items ?? [];
    const events = cluster.readings.get('events')?.items ?? [];
    const namespaces = [
      ...new Set((cluster.readings.get('targetgroupbindings.elbv2.k8s.aws')?.items ?? []).map(({ metadata }) => metadata.namespace)),
    ];
    const readings = new Map(cluster.readings)
      .set('pods', { state: 'scoped', items: pods, scopes: podScopes })
      .set('events', { state: 'scoped', items: events, scopes: namespaces.map((namespace) => ({ namespace })) });
    return { ...cluster, readings };
  };
  return { ...snapshot, clusters: snapshot.clusters.map(within) };
}

const regionShapes = {
  instances: aws.instance,
  networkInterfaces: aws.networkInterface,
  securityGroups: aws.securityGroup,
  securityGroupRules: aws.securityGroupRule,
  networkAcls: aws.networkAcl,
  subnets: aws.subnet,
  routeTables: aws.routeTable,
  vpcs: aws.vpc,
} as const;

function pruned(snapshot: Snapshot): Snapshot {
  return { ...snapshot, regions: snapshot.regions.map(prunedRegion), clusters: snapshot.clusters.map(prunedCluster) };
}

function prunedRegion(region: RegionSnapshot): RegionSnapshot {
  const lists = Object.entries(regionShapes).map(([name, shape]) => {
    const reading = region[name as keyof typeof regionShapes] as Reading<unknown>;
    return [name, { ...reading, items: reading.items.map((item) => prune(shape, item)) }];
  });
  const health = [...region.targetHealth].map(
    ([name, reading]) => [name, { ...reading, items: reading.items.map((item) => prune(aws.targetHealthDescription, item)) }] as const,
  );
  return { ...region, ...Object.fromEntries(lists), targetHealth: new Map(health) };
}

const prunedCluster = (cluster: ClusterSnapshot): ClusterSnapshot => ({
  ...cluster,
  readings: new Map(
    [...cluster.readings].map(([resource, list]) => [
      resource,
      { ...list, items: list.items.map((item) => tidy(prune(resources[resource].shape, item))) } as typeof list,
    ]),
  ),
});

/** Field managers list hundreds of keys; rules ask for a few. */
function tidy<T extends KubernetesObject>(object: T): T {
  const { managedFields, ...metadata } = object.metadata;
  if (managedFields === undefined) return object;
  const entries = managedFields.map((entry) => ({ ...entry, fieldsV1: asked(entry.fieldsV1) }));
  return { ...object, metadata: { ...metadata, managedFields: entries } };
}

function asked(fields: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  const data = (fields?.['f:data'] ?? {}) as Record<string, unknown>;
  const keys = Object.keys(data).filter((key) => /^f:(enable-|external-envoy|gateway-api|kube-proxy|bootstrap)/.test(key));
  return keys.length === 0 ? {} : { 'f:data': Object.fromEntries(keys.map((key) => [key, {}])) };
}
