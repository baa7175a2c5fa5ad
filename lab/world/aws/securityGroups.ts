/** Security groups of nodes, control plane and load balancers, and the rules that let health checks through. */

import type { SecurityGroup, SecurityGroupRule } from '../../../lambda/snapshot/aws.ts';
import { awsId } from '../ids.ts';
import { backendGroupName, frontendGroupName } from '../names.ts';
import { type ClusterPlan, type FrontPlan, privateRange, publicRange } from '../plan.ts';
import { checkedPort } from './loadBalancers.ts';
import { list, tags } from './tags.ts';

export function groupNameOf(plan: ClusterPlan, of: 'node' | 'cluster' | 'backend' | FrontPlan): string {
  if (of === 'node') return `${plan.name}-node`;
  if (of === 'cluster') return `eks-cluster-sg-${plan.name}`;
  if (of === 'backend') return backendGroupName(plan.name);
  if (plan.controller === 'none') return `${plan.name}-public-lb`;
  return frontendGroupName({ cluster: plan.name, namespace: of.namespace, name: of.service, uid: of.uid });
}

export function securityGroupsOfCluster(plan: ClusterPlan): SecurityGroup[] {
  const owned = { [`kubernetes.io/cluster/${plan.name}`]: 'owned' };
  const backend = { 'elbv2.k8s.aws/cluster': plan.name, 'elbv2.k8s.aws/resource': 'backend-sg' };
  const managed = plan.controller === 'aws-load-balancer-controller' || plan.controller === 'eks-auto-mode';
  return [
    group(
      plan,
      plan.clusterGroup,
      groupNameOf(plan, 'cluster'),
      'EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads.',
      owned,
    ),
    group(plan, plan.nodeGroup, groupNameOf(plan, 'node'), 'EKS node shared security group', owned),
    ...(managed
      ? [group(plan, plan.backendGroup, groupNameOf(plan, 'backend'), '[k8s] Shared Backend SecurityGroup for LoadBalancer', backend)]
      : []),
    ...(plan.controller === 'cloud-provider-aws' ? [] : plan.fronts.map((front) => frontGroup(plan, front, managed))),
  ];
}

function frontGroup(plan: ClusterPlan, front: FrontPlan, managed: boolean): SecurityGroup {
  const description = managed ? '[k8s] Managed SecurityGroup for LoadBalancer' : 'Public load balancer';
  return group(plan, front.frontendGroup, groupNameOf(plan, front), description, tags(plan, front, 'ManagedLBSecurityGroup'));
}

const group = (
  { place }: ClusterPlan,
  GroupId: string,
  GroupName: string,
  Description: string,
  values: Readonly<Record<string, string>>,
): SecurityGroup => ({
  GroupId,
  GroupName,
  Description,
  VpcId: place.vpc,
  OwnerId: place.account,
  Tags: list(values),
});

type Match = Pick<SecurityGroupRule, 'IpProtocol' | 'FromPort' | 'ToPort' | 'CidrIpv4' | 'ReferencedGroupInfo' | 'Description'>;

export function securityGroupRulesOf(plan: ClusterPlan): SecurityGroupRule[] {
  const { clusterGroup, nodeGroup, backendGroup } = plan;
  const fronts = plan.controller === 'cloud-provider-aws' ? [] : plan.fronts;
  const managed = plan.controller === 'aws-load-balancer-controller' || plan.controller === 'eks-auto-mode';
  return [
    ingress(plan, clusterGroup, { ...everything, ...from(plan, clusterGroup) }),
    ...[443, 10250, 9443].map((port) =>
      ingress(plan, nodeGroup, { ...tcp(port), ...from(plan, clusterGroup), Description: `Cluster API to node ${port}` }),
    ),
    ingress(plan, nodeGroup, { ...everything, ...from(plan, nodeGroup), Description: 'Node to node, all ports' }),
    ...trafficRules(plan),
    ...fronts.flatMap((front) => front.ports.map(({ port }) => ingress(plan, front.frontendGroup, { ...tcp(port), CidrIpv4: anywhere }))),
    ...[clusterGroup, nodeGroup, ...(managed ? [backendGroup] : []), ...fronts.map(({ frontendGroup }) => frontendGroup)].map((id) =>
      egress(plan, id),
    ),
  ];
}

/** The controller keeps one rule from the lowest to the highest port, from its shared group, at the nodes' group. */
function trafficRules(plan: ClusterPlan): SecurityGroupRule[] {
  const { nodeGroup, backendGroup, controller } = plan;
  if (plan.fronts.length === 0) return [];
  if (controller === 'cloud-provider-aws') return plan.fronts.flatMap((front) => cloudProviderRules(plan, front));
  if (controller === 'none')
    return plan.fronts.flatMap((front) =>
      front.ports.map(({ targetPort }) =>
        ingress(plan, nodeGroup, { ...tcp(targetPort), ...from(plan, front.frontendGroup), Description: 'Public load balancer' }),
      ),
    );
  const ports = plan.fronts.flatMap((front) => front.ports.flatMap((port) => [port.targetPort, checkedPort(front, port)]));
  const range = tcp(Math.min(...ports), Math.max(...ports));
  return [ingress(plan, nodeGroup, { ...range, ...from(plan, backendGroup), Description: 'elbv2.k8s.aws/targetGroupBinding=shared' })];
}

/** Its load balancers have no security group: clients and health checks are let in by address. */
function cloudProviderRules(plan: ClusterPlan, front: FrontPlan): SecurityGroupRule[] {
  const { place, nodeGroup } = plan;
  const ranges = place.zones.map((zone) => (front.scheme === 'internal' ? privateRange : publicRange)(place, zone));
  const checked = [...new Set(front.ports.map((port) => checkedPort(front, port)))];
  const note = (what: string) => `kubernetes.io/rule/nlb/${what}=${front.loadBalancer.name}`;
  return [
    ...front.ports.map(({ targetPort }) =>
      ingress(plan, nodeGroup, { ...tcp(targetPort), CidrIpv4: anywhere, Description: note('client') }),
    ),
    ...checked.flatMap((port) =>
      ranges.map((range) => ingress(plan, nodeGroup, { ...tcp(port), CidrIpv4: range, Description: note('health') })),
    ),
  ];
}

const anywhere = '0.0.0.0/0';
const everything = { IpProtocol: '-1', FromPort: -1, ToPort: -1 } as const;
const tcp = (FromPort: number, ToPort = FromPort) => ({ IpProtocol: 'tcp', FromPort, ToPort });
const from = ({ place }: ClusterPlan, GroupId: string) => ({ ReferencedGroupInfo: { GroupId, UserId: place.account } });
const ingress = (plan: ClusterPlan, GroupId: string, match: Match) => rule(plan, GroupId, false, match);
const egress = (plan: ClusterPlan, GroupId: string) => rule(plan, GroupId, true, { ...everything, CidrIpv4: anywhere });

const rule = ({ place }: ClusterPlan, GroupId: string, IsEgress: boolean, match: Match): SecurityGroupRule => ({
  SecurityGroupRuleId: awsId('sgr', GroupId, IsEgress, JSON.stringify(match)),
  GroupId,
  GroupOwnerId: place.account,
  IsEgress,
  ...match,
});
