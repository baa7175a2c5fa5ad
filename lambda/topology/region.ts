/** The load balancers of one region with their target groups, each joined to the Service it serves. */

import type { Instance, LoadBalancer, TargetGroup as TargetGroupFacts } from '../snapshot/aws.ts';
import type { ServicePort, TargetGroupBinding } from '../snapshot/kubernetes.ts';
import type { Reading, RegionSnapshot } from '../snapshot/snapshot.ts';
import { allNodes, unreadCluster } from './clusters.ts';
import { type Backend, backendsOf } from './endpoints.ts';
import { expectationOf } from './expected.ts';
import { type Fact, known, missing, valueOr } from './fact.ts';
import { indexOf, type LadderIndex, type Step, stepsOfLoadBalancer, stepsOfTargetGroup } from './ladder.ts';
import { missingResource } from './lookup.ts';
import { originOf } from './origin.ts';
import { targetsOf } from './targets.ts';
import type { Cluster, ClusterNode, Controller, NetworkLoadBalancer, Origin, Scheme, TargetGroup } from './topology.ts';
import { weakSteps } from './weakSteps.ts';

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
  readonly looseGroups: readonly TargetGroupFacts[];
  readonly groupsByArn: ReadonlyMap<string, TargetGroupFacts>;
  readonly instanceById: ReadonlyMap<string, Fact<Instance>>;
  readonly nodes: ReadonlyMap<Cluster, ReadonlyMap<string, ClusterNode>>;
  readonly clusterByInstance: ReadonlyMap<string, Cluster>;
  readonly origins: Map<string, Origin>;
  readonly backends: Map<string, Fact<readonly Backend[]>>;
  readonly unread: Map<string, Cluster>;
}

export function joinRegion(region: RegionSnapshot, all: readonly Cluster[], circumstances: Circumstances): readonly NetworkLoadBalancer[] {
  const index = regionIndex(
    region,
    all.filter((cluster) => cluster.region === region.region),
    circumstances,
  );
  return region.loadBalancers
    .filter(isNetwork)
    .toSorted((a, b) => (a.LoadBalancerName < b.LoadBalancerName ? -1 : 1))
    .map((balancer) => joinLoadBalancer(balancer, index));
}

const isNetwork = ({ Type, LoadBalancerArn }: LoadBalancer) =>
  Type === undefined ? LoadBalancerArn.includes(':loadbalancer/net/') : Type === 'network';

function regionIndex(region: RegionSnapshot, clusters: readonly Cluster[], circumstances: Circumstances): RegionIndex {
  const tags = new Map(
    region.tags.items.map(
      ({ ResourceArn, Tags }) => [ResourceArn, new Map((Tags ?? []).map(({ Key, Value }) => [Key, Value ?? '']))] as const,
    ),
  );
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
    ladder: indexOf(clusters, tags),
    looseGroups: region.targetGroups.filter(({ LoadBalancerArns }) => LoadBalancerArns?.length === 0),
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

function joinLoadBalancer(facts: LoadBalancer, index: RegionIndex): NetworkLoadBalancer {
  const { region, circumstances } = index;
  const listeners = factOf(
    region.listeners.get(facts.LoadBalancerName),
    'elasticloadbalancing:DescribeListeners',
    region.region,
    facts.LoadBalancerName,
  );
  const attached = attachedGroups(
    facts,
    listeners.known ? listeners.value.flatMap(({ DefaultActions }) => (DefaultActions ?? []).flatMap(arnsOf)) : [],
    index,
  );
  const strong = stepsOfLoadBalancer(facts, attached, index.ladder);
  const steps = strong.length > 0 ? strong : weakSteps(attached, index);
  const best = steps[0];
  const cluster = best === undefined ? clusterByInstances(attached, index) : clusterNamed(best.cluster, index);
  const origin = best?.service === undefined || cluster === undefined ? undefined : sharedOrigin(cluster, best, steps, index);
  const loose = best === undefined ? [] : looseGroupsOf(best, index);
  const group = (one: TargetGroupFacts, isAttached: boolean) => joinTargetGroup(one, isAttached, { index, cluster, origin });
  return {
    facts,
    region: region.region,
    arn: facts.LoadBalancerArn,
    name: facts.LoadBalancerName,
    dnsName: facts.DNSName,
    scheme: facts.Scheme,
    expectedScheme: circumstances.expectedSchemes[facts.LoadBalancerName] ?? circumstances.expectedSchemes['*'],
    surroundings: region,
    tags: tagsFact(facts.LoadBalancerArn, index),
    attributes: attributesFact(
      region.loadBalancerAttributes.get(facts.LoadBalancerName),
      'elasticloadbalancing:DescribeLoadBalancerAttributes',
      region.region,
      facts.LoadBalancerName,
    ),
    listeners,
    controller: controllerOf(facts, index.tags.get(facts.LoadBalancerArn)),
    targetGroups: [...attached.map((one) => group(one, true)), ...loose.map((one) => group(one, false))],
    targetGroupsComplete: isComplete(facts, attached, listeners.known, index),
    cluster,
    origin: origin ?? undefined,
    claimedBy: [...new Set(steps.map((step) => step.cluster))].toSorted(),
  };
}

type Action = {
  readonly TargetGroupArn?: string | undefined;
  readonly ForwardConfig?: { readonly TargetGroups?: readonly { readonly TargetGroupArn?: string | undefined }[] | undefined } | undefined;
};
const arnsOf = ({ TargetGroupArn, ForwardConfig }: Action): readonly string[] =>
  [TargetGroupArn, ...(ForwardConfig?.TargetGroups ?? []).map((group) => group.TargetGroupArn)].filter((arn) => arn !== undefined);

function attachedGroups(
  { LoadBalancerArn }: LoadBalancer,
  forwarded: readonly string[],
  { groupsByBalancer, groupsByArn }: RegionIndex,
): readonly TargetGroupFacts[] {
  const byListener = forwarded.flatMap((arn) => groupsByArn.get(arn) ?? []);
  const groups = new Map([...(groupsByBalancer.get(LoadBalancerArn) ?? []), ...byListener].map((group) => [group.TargetGroupArn, group]));
  return [...groups.values()].toSorted((a, b) => (a.Port ?? 0) - (b.Port ?? 0) || (a.TargetGroupName < b.TargetGroupName ? -1 : 1));
}

/** Groups of the same Service that are attached to nothing: made for it, and left out. */
const looseGroupsOf = (best: Step, { looseGroups, ladder }: RegionIndex): readonly TargetGroupFacts[] =>
  looseGroups
    .filter((group) =>
      stepsOfTargetGroup(group, ladder).some(
        (step) =>
          step.cluster === best.cluster && step.namespace === best.namespace && step.service === best.service && step.service !== undefined,
      ),
    )
    .toSorted((a, b) => (a.TargetGroupName < b.TargetGroupName ? -1 : 1));

/** A group that does not say where it belongs, or a list that was cut short, could hold failing targets of any load balancer. */
function isComplete(
  { VpcId }: LoadBalancer,
  attached: readonly TargetGroupFacts[],
  listenersRead: boolean,
  { region }: RegionIndex,
): boolean {
  const isCut = region.targetGroups.some(
    (group) =>
      group.LoadBalancerArns === undefined &&
      (VpcId === undefined || group.VpcId === undefined || group.VpcId === VpcId) &&
      !(listenersRead && attached.includes(group)),
  );
  return !isCut;
}

function clusterNamed(name: string, { ladder, unread, region }: RegionIndex): Cluster {
  const read = ladder.clusters.get(name) ?? unread.get(name);
  if (read !== undefined) return read;
  const made = unreadCluster(name, region.region);
  unread.set(name, made);
  return made;
}

/** Instances name their cluster by tag, or are nodes of one that was read. */
function clusterByInstances(groups: readonly TargetGroupFacts[], index: RegionIndex): Cluster | undefined {
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

function sharedOrigin(cluster: Cluster, best: Step, steps: readonly Step[], { origins }: RegionIndex): Origin {
  const same = steps.filter(
    (step) => step.cluster === best.cluster && step.namespace === best.namespace && (step.service ?? best.service) === best.service,
  );
  const key = `${cluster.name}/${best.namespace}/${best.service}/${same.map(({ rung }) => rung.text).join()}`;
  const kept = origins.get(key);
  if (kept !== undefined) return kept;
  const made = originOf(cluster, best.namespace, best.service ?? '', same, same.find(({ gateway }) => gateway !== undefined)?.gateway);
  origins.set(key, made);
  return made;
}

interface Surroundings {
  readonly index: RegionIndex;
  readonly cluster: Cluster | undefined;
  readonly origin: Origin | undefined;
}

function joinTargetGroup(facts: TargetGroupFacts, attached: boolean, { index, cluster, origin: shared }: Surroundings): TargetGroup {
  const { region } = index;
  const own = stepsOfTargetGroup(facts, index.ladder).find((step) => step.service !== undefined && step.cluster === cluster?.name);
  const isShared = own === undefined || (own.namespace === shared?.namespace && own.service === shared?.name);
  const origin = isShared || cluster === undefined || own === undefined ? shared : sharedOrigin(cluster, own, [own], index);
  const binding = bindingOf(facts, cluster, index);
  const servicePort = servicePortOf(facts, origin, binding, index);
  const backends = cluster === undefined || origin === undefined ? undefined : sharedBackends(cluster, origin, index);
  const expectation = expectationOf({
    facts,
    origin,
    binding,
    servicePort,
    nodes: cluster?.nodes,
    backends,
    takenAt: index.circumstances.takenAt,
  });
  const health = region.targetHealth.get(facts.TargetGroupName);
  const nodeById = (cluster && index.nodes.get(cluster)) ?? new Map<string, ClusterNode>();
  return {
    facts,
    arn: facts.TargetGroupArn,
    name: facts.TargetGroupName,
    port: facts.Port,
    protocol: facts.Protocol,
    targetType: facts.TargetType,
    attached,
    tags: tagsFact(facts.TargetGroupArn, index),
    attributes: attributesFact(
      region.targetGroupAttributes.get(facts.TargetGroupName),
      'elasticloadbalancing:DescribeTargetGroupAttributes',
      region.region,
      facts.TargetGroupName,
    ),
    binding,
    origin,
    servicePort,
    targets: targetsOf({
      facts,
      attached,
      region: region.region,
      origin,
      health,
      instances: region.instances,
      instanceById: index.instanceById,
      nodeById,
      backends,
      expectation,
    }),
    healthRead: health?.state === 'complete',
    expected: expectation.expected,
  };
}

function sharedBackends(cluster: Cluster, { namespace, name }: Origin, { backends }: RegionIndex): Fact<readonly Backend[]> {
  const key = `${cluster.name}/${namespace}/${name}`;
  const kept = backends.get(key);
  if (kept !== undefined) return kept;
  const made = backendsOf(cluster, namespace, name);
  backends.set(key, made);
  return made;
}

function bindingOf(
  { TargetGroupArn, TargetGroupName }: TargetGroupFacts,
  cluster: Cluster | undefined,
  { ladder }: RegionIndex,
): Fact<TargetGroupBinding | undefined> {
  const hit = [...(ladder.bindings.get(TargetGroupArn) ?? []), ...(ladder.bindings.get(TargetGroupName) ?? [])].find(
    (one) => cluster === undefined || one.cluster === cluster,
  );
  if (hit !== undefined) return known(hit.binding);
  if (cluster === undefined)
    return missing(
      'targetgroupbindings.elbv2.k8s.aws',
      `the cluster behind target group ${TargetGroupName} is not known`,
      'kubectl get targetgroupbindings -A -o yaml',
    );
  const isRead = ['targetgroupbindings.elbv2.k8s.aws', 'targetgroupbindings.eks.amazonaws.com'].some(
    (resource) => cluster.snapshot.readings.get(resource as 'targetgroupbindings.elbv2.k8s.aws')?.state === 'complete',
  );
  return isRead ? known(undefined) : { known: false, missing: missingResource(cluster.snapshot, 'targetgroupbindings.elbv2.k8s.aws') };
}

/** By the binding's reference, else by the controller's tag, else by the NodePort. */
function servicePortOf(
  facts: TargetGroupFacts,
  origin: Origin | undefined,
  binding: Fact<TargetGroupBinding | undefined>,
  { tags }: RegionIndex,
): Fact<ServicePort | undefined> {
  if (origin === undefined)
    return missing(
      'services',
      `which Service target group ${facts.TargetGroupName} serves is not known`,
      'kubectl get services -A -o yaml',
    );
  if (!origin.service.known) return origin.service;
  const ports = origin.service.value?.spec?.ports;
  const named = (binding.known ? binding.value?.spec?.serviceRef?.port : undefined) ?? portInTag(tags.get(facts.TargetGroupArn));
  const port =
    ports?.find((one) => one.port === named || one.name === named) ??
    ports?.find((one) => one.nodePort !== undefined && one.nodePort === facts.Port);
  if (port !== undefined) return known(port);
  if (ports !== undefined) return known(undefined);
  return missing(
    'services',
    `Service ${origin.namespace}/${origin.name} does not show its ports`,
    `kubectl -n ${origin.namespace} get service ${origin.name} -o yaml`,
  );
}

function portInTag(tags: ReadonlyMap<string, string> | undefined): number | undefined {
  const value = tags?.get('service.k8s.aws/resource') ?? tags?.get('service.eks.amazonaws.com/resource');
  const port = /:(\d+)$/.exec(value ?? '')?.[1];
  return port === undefined ? undefined : Number(port);
}

/** Who made it: by tags, else by the shape of its name. */
function controllerOf({ LoadBalancerName }: LoadBalancer, tags: ReadonlyMap<string, string> | undefined): Controller {
  const keys = [...(tags?.keys() ?? [])];
  if (keys.some((key) => key.startsWith('service.eks.amazonaws.com/'))) return 'eks-auto-mode';
  if (keys.some((key) => key.startsWith('service.k8s.aws/') || key.startsWith('gateway.k8s.aws.nlb/')))
    return 'aws-load-balancer-controller';
  if (keys.includes('kubernetes.io/service-name')) return 'cloud-provider-aws';
  if (/^a[0-9a-f]{31}$/.test(LoadBalancerName)) return 'cloud-provider-aws';
  return /^k8s-[a-z0-9]{1,8}-[a-z0-9]{1,8}-[0-9a-f]{10}$/.test(LoadBalancerName) ? 'aws-load-balancer-controller' : 'unknown';
}

function tagsFact(arn: string, { tags, region }: RegionIndex): Fact<ReadonlyMap<string, string>> {
  const hit = tags.get(arn);
  return hit === undefined
    ? missing(
        'elasticloadbalancing:DescribeTags',
        `the tags of ${arn.split('/')[2] ?? arn} were not read`,
        `IAM: elasticloadbalancing:DescribeTags in ${region.region}`,
      )
    : known(hit);
}

function factOf<T>(reading: Reading<T> | undefined, what: string, region: string, name: string): Fact<readonly T[]> {
  if (reading?.state === 'complete') return known(reading.items);
  const why = reading?.state === 'incomplete' ? reading.gap.error : 'not read';
  return missing(what, `${what.split(':')[1]} of ${name}: ${why}`, `IAM: ${what} in ${region}`);
}

function attributesFact(
  reading: Reading<{ readonly Key: string; readonly Value?: string | undefined }> | undefined,
  what: string,
  region: string,
  name: string,
): Fact<ReadonlyMap<string, string>> {
  const list = factOf(reading, what, region, name);
  return list.known ? known(new Map(list.value.map(({ Key, Value }) => [Key, Value ?? '']))) : list;
}
