/** The AWS Load Balancer Controller: keeps targets, listeners and the rule of the backend security group as Services and bindings want them. */

import type { Listener, SecurityGroupRule, TargetGroup, TargetHealthDescription } from '../../lambda/snapshot/aws.ts';
import type { Node, Service, TargetGroupBinding } from '../../lambda/snapshot/kubernetes.ts';
import { matches } from '../../lambda/snapshot/selectors.ts';
import type { ClusterSnapshot, Reading, RegionSnapshot, Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { arnId, awsId } from '../world/ids.ts';
import { objectsOf, type Step } from './step.ts';

const bindings = 'targetgroupbindings.elbv2.k8s.aws';

/** What makes the controller look at bindings again. */
const occasions = ['load-balancer-controller', 'services', 'nodes', bindings];

export function balanced(snapshot: Snapshot, cluster: ClusterSnapshot, { memory }: Step): Snapshot {
  const touched = [...memory.touched].filter(([, what]) => occasions.includes(what));
  for (const [key] of touched) memory.touched.delete(key);
  if (touched.length === 0 || !isRunning(cluster)) return snapshot;
  const everyone = touched.some(([, what]) => what === 'load-balancer-controller' || what === 'nodes');
  const uids = new Set(touched.map(([uid]) => uid));
  const due = objectsOf(cluster, bindings).filter(
    (binding) => everyone || uids.has(binding.metadata.uid ?? '') || uids.has(serviceOf(cluster, binding)?.metadata.uid ?? ''),
  );
  const regions = snapshot.regions.map((region) =>
    region.region === cluster.region ? due.reduce((before, binding) => reconciled(before, cluster, binding), region) : region,
  );
  return regions.every((region, at) => region === snapshot.regions[at]) ? snapshot : { ...snapshot, regions };
}

const isRunning = (cluster: ClusterSnapshot): boolean =>
  objectsOf(cluster, 'deployments.apps').some(
    ({ metadata, status }) => metadata.name === 'aws-load-balancer-controller' && (status?.availableReplicas ?? 0) > 0,
  );

const serviceOf = (cluster: ClusterSnapshot, { metadata, spec }: TargetGroupBinding): Service | undefined =>
  objectsOf(cluster, 'services').find(
    (service) => service.metadata.namespace === metadata.namespace && service.metadata.name === spec?.serviceRef?.name,
  );

function reconciled(region: RegionSnapshot, cluster: ClusterSnapshot, binding: TargetGroupBinding): RegionSnapshot {
  const group = region.targetGroups.find(({ TargetGroupArn }) => TargetGroupArn === binding.spec?.targetGroupARN);
  const service = serviceOf(cluster, binding);
  const port = service?.spec?.ports?.find(
    (one) => one.port === binding.spec?.serviceRef?.port || one.name === binding.spec?.serviceRef?.port,
  );
  if (group === undefined || group.TargetType !== 'instance' || port?.nodePort === undefined) return region;
  const wanted = eligibleNodes(cluster, binding).map((node) => ({ Id: instanceOf(node), Port: port.nodePort }));
  const registered = withTargets(region, group, wanted as readonly Target[]);
  const listening = withListener(registered, group, binding, port.port ?? 0);
  return withRule(withOpenPort(listening, port.nodePort), cluster, binding, port.nodePort);
}

const instanceOf = ({ spec }: Node): string => spec?.providerID?.split('/').at(-1) ?? '';

/** pkg/backend/endpoint_utils.go of the controller: Ready nodes without the two labels and the autoscaler's taint. */
const excludedBy = ['node.kubernetes.io/exclude-from-external-load-balancers', 'alpha.service-controller.kubernetes.io/exclude-balancer'];

function eligibleNodes(cluster: ClusterSnapshot, { spec }: TargetGroupBinding): readonly Node[] {
  return objectsOf(cluster, 'nodes').filter(({ metadata, spec: node, status }) => {
    if (excludedBy.some((label) => Object.hasOwn(metadata.labels ?? {}, label))) return false;
    if (node?.taints?.some(({ key }) => key === 'ToBeDeletedByClusterAutoscaler')) return false;
    if (spec?.nodeSelector != null && !matches(spec.nodeSelector, metadata.labels)) return false;
    return status?.conditions?.some(({ type, status: state }) => type === 'Ready' && state === 'True') ?? false;
  });
}

type Target = TargetHealthDescription['Target'];
const same = (one: Target, other: Target) => one.Id === other.Id && one.Port === other.Port;

/** New targets begin with their first checks; those that nobody wants are gone at once. */
function withTargets(region: RegionSnapshot, { TargetGroupName: name }: TargetGroup, wanted: readonly Target[]): RegionSnapshot {
  const health = region.targetHealth.get(name);
  if (health === undefined) return region;
  const kept = health.items.filter(({ Target }) => wanted.some((target) => same(target, Target)));
  const added = wanted.filter((target) => !kept.some(({ Target }) => same(Target, target))).map(registering);
  if (added.length === 0 && kept.length === health.items.length) return region;
  return { ...region, targetHealth: new Map([...region.targetHealth, [name, { ...health, items: [...kept, ...added] }]]) };
}

const registering = (target: Target): TargetHealthDescription => ({
  Target: target,
  HealthCheckPort: String(target.Port),
  TargetHealth: { State: 'initial', Reason: 'Elb.RegistrationInProgress', Description: 'Target registration is in progress' },
});

/** A group of the controller's load balancer that no listener sends to gets its listener back. */
function withListener(region: RegionSnapshot, group: TargetGroup, { metadata }: TargetGroupBinding, port: number): RegionSnapshot {
  if ((group.LoadBalancerArns ?? []).length > 0) return region;
  const siblings = region.targetGroups.filter(({ LoadBalancerArns, VpcId }) => VpcId === group.VpcId && LoadBalancerArns?.length === 1);
  const balancer = region.loadBalancers.find(
    ({ LoadBalancerArn, LoadBalancerName }) =>
      siblings.some(({ LoadBalancerArns }) => LoadBalancerArns?.[0] === LoadBalancerArn) &&
      LoadBalancerName.startsWith(`k8s-${metadata.namespace?.slice(0, 8)}`),
  );
  if (balancer?.LoadBalancerArn === undefined) return region;
  const { LoadBalancerArn: arn, LoadBalancerName: name } = balancer;
  const listener = {
    ListenerArn: `${arn.replace(':loadbalancer/', ':listener/')}/${arnId(arn, port)}`,
    LoadBalancerArn: arn,
    Port: port,
    Protocol: 'TCP',
    DefaultActions: [{ Type: 'forward', TargetGroupArn: group.TargetGroupArn }],
  } as Listener;
  const listeners: Reading<Listener> = { state: 'complete', items: [...(region.listeners.get(name)?.items ?? []), listener] };
  const health = region.targetHealth.get(group.TargetGroupName);
  const items = (health?.items ?? []).map(({ Target }) => registering(Target));
  return {
    ...region,
    targetGroups: region.targetGroups.map((one) => (one === group ? { ...one, LoadBalancerArns: [arn] } : one)),
    listeners: new Map([...region.listeners, [name, listeners]]),
    targetHealth: new Map([...region.targetHealth, [group.TargetGroupName, { state: 'complete', items }]]),
  };
}

/** What the controller writes on the rules it keeps for all bindings. */
const shared = 'elbv2.k8s.aws/targetGroupBinding=shared';

/** The rule that the controller keeps for all bindings reaches from the lowest to the highest of their ports. */
function withOpenPort(region: RegionSnapshot, port: number): RegionSnapshot {
  const widened = (rule: SecurityGroupRule): SecurityGroupRule => {
    if (rule.Description !== shared || rule.FromPort === undefined || rule.ToPort === undefined) return rule;
    return { ...rule, FromPort: Math.min(rule.FromPort, port), ToPort: Math.max(rule.ToPort, port) };
  };
  const items = region.securityGroupRules.items.map(widened);
  return { ...region, securityGroupRules: { ...region.securityGroupRules, items } };
}

/** Where exactly one of the nodes' security groups carries the cluster's tag, the controller writes its rule there. */
function withRule(region: RegionSnapshot, cluster: ClusterSnapshot, { spec }: TargetGroupBinding, port: number): RegionSnapshot {
  const source = spec?.networking?.ingress
    ?.flatMap(({ from }) => from ?? [])
    .find(({ securityGroup }) => securityGroup?.groupID !== undefined)?.securityGroup?.groupID;
  const tagged = nodeGroups(region, cluster).filter((id) => isTagged(region, id, `kubernetes.io/cluster/${cluster.name}`));
  const [group] = tagged;
  if (source === undefined || group === undefined || tagged.length > 1) return region;
  const { items } = region.securityGroupRules;
  const isThere = items.some(
    (rule) =>
      rule.GroupId === group &&
      rule.IsEgress !== true &&
      rule.ReferencedGroupInfo?.GroupId === source &&
      (rule.FromPort ?? 0) <= port &&
      port <= (rule.ToPort ?? 65_535),
  );
  if (isThere) return region;
  const rule: SecurityGroupRule = {
    SecurityGroupRuleId: awsId('sgr', group, source, port),
    GroupId: group,
    IsEgress: false,
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    ReferencedGroupInfo: { GroupId: source },
    Description: shared,
  };
  return { ...region, securityGroupRules: { ...region.securityGroupRules, items: [...items, rule] } };
}

function nodeGroups(region: RegionSnapshot, cluster: ClusterSnapshot): readonly string[] {
  const ids = new Set(objectsOf(cluster, 'nodes').map(instanceOf));
  const instances = region.instances.items.filter(({ InstanceId }) => ids.has(InstanceId));
  return [...new Set(instances.flatMap(({ SecurityGroups }) => (SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? [])))];
}

const isTagged = ({ securityGroups }: RegionSnapshot, id: string, tag: string): boolean =>
  securityGroups.items.some(({ GroupId, Tags }) => GroupId === id && Tags?.some(({ Key }) => Key === tag));
