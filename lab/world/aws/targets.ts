/** Who is registered in a target group, and how healthy. */

import type { TargetHealthDescription } from '../../../lambda/snapshot/aws.ts';
import { type ClusterPlan, type FrontPlan, type NodePlan, type PortPlan, podAddress } from '../plan.ts';
import { checkedPort } from './loadBalancers.ts';

export function targetsOf(plan: ClusterPlan, front: FrontPlan, port: PortPlan): TargetHealthDescription[] {
  if (front.targetType === 'instance') return plan.nodes.map((node) => instanceTarget(node, front, port));
  // Cilium's Services have a placeholder and no pods: the controller finds nothing to register.
  if (front.kind !== 'plain') return [];
  return backendNodes(plan, front).map((node, index) => ({
    Target: { Id: podAddress(plan, node, 40 + index), Port: port.podPort, AvailabilityZone: node.zone },
    HealthCheckPort: String(port.podPort),
    TargetHealth: { State: 'healthy' },
    AdministrativeOverride: noOverride,
  }));
}

export const backendNodes = (plan: ClusterPlan, front: FrontPlan): readonly NodePlan[] =>
  front.backend.nodes.flatMap((index) => plan.nodes[index] ?? []);

const noOverride = {
  State: 'no_override',
  Reason: 'AdministrativeOverride.NoOverride',
  Description: 'No override is currently active on target',
};

/** Under policy Local nodes without a pod answer 503 on purpose; Cilium's Envoy answers on every node. */
function instanceTarget(node: NodePlan, front: FrontPlan, port: PortPlan): TargetHealthDescription {
  const idle = front.kind === 'plain' && front.policy === 'Local' && !front.backend.nodes.includes(node.index);
  const failed = { State: 'unhealthy', Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' };
  return {
    Target: { Id: node.instance, Port: port.targetPort },
    HealthCheckPort: String(checkedPort(front, port)),
    TargetHealth: idle ? failed : { State: 'healthy' },
    AdministrativeOverride: noOverride,
  };
}
