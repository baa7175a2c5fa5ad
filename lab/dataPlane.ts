/** The data plane: whether a node answers on a port, from what the cluster and the network would do. Independent of the rules, which are held against it. */

import type { SecurityGroupRule, TargetGroup } from '../lambda/snapshot/aws.ts';
import type { Node, Pod, Service } from '../lambda/snapshot/kubernetes.ts';
import type { ClusterSnapshot, RegionSnapshot, Snapshot } from '../lambda/snapshot/snapshot.ts';
import { agentKey, configurationFor } from './controllers/cilium.ts';
import { isReady } from './controllers/pods.ts';
import { type Memory, objectsOf } from './controllers/step.ts';

/** One target of a group: an instance and the port that is checked. */
export interface Destination {
  readonly region: string;
  readonly group: TargetGroup;
  readonly id: string;
  readonly port: number;
}

/** Whether a check of the target passes. Undefined where the lab has no model of it: a target that is no node, a node of no cluster. */
export function answers(world: Snapshot, memory: Memory, destination: Destination): boolean | undefined {
  const region = world.regions.find((one) => one.region === destination.region);
  const place = nodeOf(world, destination);
  if (region === undefined || place === undefined || destination.group.TargetType !== 'instance') return undefined;
  return isReachable(region, destination) && isServed(place, memory, destination);
}

interface NodePlace {
  readonly cluster: ClusterSnapshot;
  readonly node: Node;
}

function nodeOf({ clusters }: Snapshot, { region, id }: Destination): NodePlace | undefined {
  for (const cluster of clusters.filter((one) => one.region === region)) {
    const node = objectsOf(cluster, 'nodes').find(({ spec }) => spec?.providerID?.endsWith(`/${id}`));
    if (node !== undefined) return { cluster, node };
  }
  return undefined;
}

/** Something sends to the group, the instance runs, and its security groups let the load balancer in. Network ACLs are not modelled. */
function isReachable(region: RegionSnapshot, { group, id, port }: Destination): boolean {
  const instance = region.instances.items.find(({ InstanceId }) => InstanceId === id);
  if (instance?.State?.Name !== undefined && instance.State.Name !== 'running') return false;
  const own = instance?.SecurityGroups?.flatMap(({ GroupId }) => GroupId ?? []) ?? [];
  const balancers = region.loadBalancers.filter(
    ({ LoadBalancerArn }) => LoadBalancerArn !== undefined && group.LoadBalancerArns?.includes(LoadBalancerArn),
  );
  const sources = balancers.flatMap(({ SecurityGroups }) => SecurityGroups ?? []);
  const rules = region.securityGroupRules.items;
  if (balancers.length === 0) return false;
  if (own.length === 0 || sources.length === 0 || rules.length === 0) return true;
  const goesOut = rules.some((rule) => rule.IsEgress === true && sources.includes(rule.GroupId ?? '') && isAbout(rule, port));
  return (
    goesOut &&
    rules.some((rule) => rule.IsEgress !== true && own.includes(rule.GroupId ?? '') && isAbout(rule, port) && comesFrom(rule, sources))
  );
}

function isAbout({ IpProtocol, FromPort, ToPort }: SecurityGroupRule, port: number): boolean {
  if (IpProtocol === '-1') return true;
  return IpProtocol === 'tcp' && (FromPort ?? 0) <= port && port <= (ToPort ?? 65_535);
}

/** A block of addresses counts as holding the load balancer: where it does not, the model says so before and after, and nothing changes. */
const comesFrom = ({ ReferencedGroupInfo, CidrIpv4 }: SecurityGroupRule, sources: readonly string[]): boolean =>
  CidrIpv4 !== undefined || sources.includes(ReferencedGroupInfo?.GroupId ?? '');

function isServed(place: NodePlace, memory: Memory, { port }: Destination): boolean {
  const { cluster, node } = place;
  const service = objectsOf(cluster, 'services').find(({ spec }) => spec?.ports?.some(({ nodePort }) => nodePort === port));
  const isNodeReady = node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? true;
  if (service === undefined || !isNodeReady || !isRunningOn(cluster, 'cilium', node)) return false;
  const config =
    memory.agents.get(agentKey(cluster, node.metadata.name)) ?? configurationFor(cluster, ciliumNamespace(cluster), node.metadata.name);
  if (config['kube-proxy-replacement'] === 'false') return false;
  return isFromEnvoy(cluster, service) ? isRedirected(place, service, port, config) : hasEndpoints(cluster, service, node);
}

const ciliumNamespace = (cluster: ClusterSnapshot): string =>
  objectsOf(cluster, 'daemonsets.apps').find(({ metadata }) => metadata.name === 'cilium')?.metadata.namespace ?? 'kube-system';

const podOn = (cluster: ClusterSnapshot, app: string, { metadata }: Node): Pod | undefined =>
  objectsOf(cluster, 'pods').find((pod) => pod.metadata.labels?.['k8s-app'] === app && pod.spec?.nodeName === metadata.name);

/** A restart does not interrupt what eBPF does, and is over before a check fails twice: a pod that is just starting counts as running. */
function isRunningOn(cluster: ClusterSnapshot, app: string, node: Node): boolean {
  const pod = podOn(cluster, app, node);
  return pod !== undefined && (isReady(pod) || pod.status?.phase === 'Pending');
}

const isFromEnvoy = (cluster: ClusterSnapshot, { metadata }: Service): boolean =>
  metadata.labels?.['io.cilium.gateway/owning-gateway'] !== undefined ||
  metadata.name.startsWith('cilium-gateway-') ||
  objectsOf(cluster, 'ciliumenvoyconfigs.cilium.io').some(({ spec }) =>
    spec?.services?.some(({ name, namespace }) => name === metadata.name && namespace === metadata.namespace),
  );

/** The agent has Envoy configuration, the Service is in it with this port, and an Envoy with today's bootstrap runs on the node. */
function isRedirected(
  { cluster, node }: NodePlace,
  { metadata, spec }: Service,
  nodePort: number,
  config: Readonly<Record<string, string>>,
): boolean {
  const ciliumNode = objectsOf(cluster, 'ciliumnodes.cilium.io').find((one) => one.metadata.name === node.metadata.name);
  if (ciliumNode?.spec?.ingress?.ipv4 === undefined || config['enable-l7-proxy'] === 'false') return false;
  const port = spec?.ports?.find((one) => one.nodePort === nodePort)?.port;
  const isConfigured = objectsOf(cluster, 'ciliumenvoyconfigs.cilium.io').some((envoyConfig) =>
    envoyConfig.spec?.services?.some(
      ({ name, namespace, ports }) =>
        name === metadata.name &&
        namespace === metadata.namespace &&
        (ports === undefined || ports.length === 0 || (port !== undefined && ports.includes(port))),
    ),
  );
  if (!isConfigured || !isOfRelease(cluster, node)) return false;
  return (
    config['external-envoy-proxy'] === 'false' || (isRunningOn(cluster, 'cilium-envoy', node) && isYoungerThanBootstrap(cluster, node))
  );
}

/** An agent of another release than its DaemonSet and its Envoy does not get on with them. */
function isOfRelease(cluster: ClusterSnapshot, node: Node): boolean {
  const template = objectsOf(cluster, 'daemonsets.apps').find(({ metadata }) => metadata.name === 'cilium')?.spec?.template?.spec
    ?.containers?.[0]?.image;
  const image = podOn(cluster, 'cilium', node)?.spec?.containers?.[0]?.image;
  return template === undefined || image === undefined || template === image;
}

/** Envoy reads its bootstrap once. */
function isYoungerThanBootstrap(cluster: ClusterSnapshot, node: Node): boolean {
  const started = podOn(cluster, 'cilium-envoy', node)?.status?.startTime;
  const bootstrap = objectsOf(cluster, 'configmaps').find(({ metadata }) => metadata.name === 'cilium-envoy-config');
  const written = (bootstrap?.metadata.managedFields ?? [])
    .flatMap(({ time }) => time ?? [])
    .toSorted()
    .at(-1);
  return started === undefined || written === undefined || started >= written;
}

/** A plain Service: pods that are ready, under policy Local on this very node. */
function hasEndpoints(cluster: ClusterSnapshot, { metadata, spec }: Service, node: Node): boolean {
  const slices = objectsOf(cluster, 'endpointslices.discovery.k8s.io').filter(
    (slice) => slice.metadata.namespace === metadata.namespace && slice.metadata.labels?.['kubernetes.io/service-name'] === metadata.name,
  );
  const ready = slices.flatMap(({ endpoints }) => endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
  return ready.some(({ nodeName }) => spec?.externalTrafficPolicy !== 'Local' || nodeName === node.metadata.name);
}
