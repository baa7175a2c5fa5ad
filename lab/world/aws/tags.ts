/** The tags by which each controller knows its load balancers and target groups again. */

import type { TagDescription } from '../../../lambda/snapshot/aws.ts';
import type { ClusterPlan, FrontPlan } from '../plan.ts';

type Tags = Readonly<Record<string, string>>;

export function tagsOf(plan: ClusterPlan, front: FrontPlan): TagDescription[] {
  const groups = front.ports.map(({ groupArn, port }) => describe(groupArn, tags(plan, front, `${stackOf(front)}:${port}`)));
  return [describe(front.loadBalancer.arn, tags(plan, front, 'LoadBalancer')), ...groups];
}

export const describe = (arn: string, values: Tags): TagDescription => ({ ResourceArn: arn, Tags: list(values) });
export const list = (values: Tags): { Key: string; Value: string }[] => Object.entries(values).map(([Key, Value]) => ({ Key, Value }));

const stackOf = ({ namespace, service }: FrontPlan): string => `${namespace}/${service}`;

/** @param resource `LoadBalancer`, `<namespace>/<service>:<port>` or `ManagedLBSecurityGroup` */
export function tags({ controller, name }: ClusterPlan, front: FrontPlan, resource: string): Tags {
  const stack = stackOf(front);
  if (controller === 'none') return { Terraform: 'true', Environment: 'prod' };
  if (controller === 'cloud-provider-aws') return { 'kubernetes.io/service-name': stack, [`kubernetes.io/cluster/${name}`]: 'owned' };
  if (controller === 'eks-auto-mode') {
    return { 'eks:eks-cluster-name': name, 'service.eks.amazonaws.com/stack': stack, 'service.eks.amazonaws.com/resource': resource };
  }
  return { 'elbv2.k8s.aws/cluster': name, 'service.k8s.aws/stack': stack, 'service.k8s.aws/resource': resource };
}
