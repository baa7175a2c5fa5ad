/** The status of a load balancer: of its targets only, held against what is expected of them. */

import { isNothingRead } from '../snapshot/snapshot.ts';
import type { NetworkLoadBalancer, Target, TargetGroup } from '../topology/topology.ts';
import type { Status, TargetGroupDiagnosis } from './diagnosis.ts';
import { needsExplaining } from './reality.ts';

export function statusOf(loadBalancer: NetworkLoadBalancer): Status {
  const groups = loadBalancer.targetGroups.filter(counts);
  const targets = groups.flatMap((group) => group.targets);
  const bad = targets.filter((target) => target.verdict === 'failing' || target.verdict === 'waiting');
  const healthy = targets.filter((target) => target.verdict === 'healthy');
  if (bad.length > 0) return healthy.length > 0 ? 'degraded' : isBlind(loadBalancer, groups) ? 'unknown' : 'down';
  const isUnsure = isBlind(loadBalancer, groups) || groups.some((group) => mayLack(loadBalancer, group));
  return healthy.length === 0 || isUnsure ? 'unknown' : 'healthy';
}

/** Health that was not read, or a state nobody knows, forbids to call anything healthy, and to call everything down. */
function isBlind(loadBalancer: NetworkLoadBalancer, groups: readonly TargetGroup[]): boolean {
  return (
    !loadBalancer.targetGroupsComplete ||
    groups.some((group) => !group.healthRead || group.targets.some((target) => target.verdict === 'unknown'))
  );
}

/** A cluster that was read, but not so far that who should be registered is known: a target could be missing. One that was not asked leaves AWS's word. */
function mayLack({ controller, cluster }: NetworkLoadBalancer, { expected, attached }: TargetGroup): boolean {
  if (controller !== 'aws-load-balancer-controller' && controller !== 'eks-auto-mode') return false;
  return attached && !expected.known && cluster !== undefined && !isNothingRead(cluster.snapshot);
}

/** A group that rests on purpose (nothing registered, nothing expected) neither helps nor hurts. */
const counts = (group: TargetGroup) => !group.healthRead || group.targets.some((target) => target.verdict !== 'resting');

/** A network load balancer whose group has no healthy target sends to all of them (aws: fail open). */
export const failsOpen = (loadBalancer: NetworkLoadBalancer): boolean =>
  loadBalancer.targetGroups.some(
    (group) => group.healthRead && group.targets.some(isRegistered) && !group.targets.some((target) => target.verdict === 'healthy'),
  );

const isRegistered = (target: Target) => target.state !== 'missing' && target.state !== 'empty' && target.state !== 'unused';

export function groupDiagnosis(group: TargetGroup): TargetGroupDiagnosis {
  const registered = group.targets.filter((target) => target.state !== 'missing' && target.state !== 'empty');
  const states = new Map<string, number>();
  for (const { state } of registered) states.set(state, (states.get(state) ?? 0) + 1);
  const count = (...names: readonly string[]) => names.reduce((sum, name) => sum + (states.get(name) ?? 0), 0);
  return {
    arn: group.arn,
    name: group.name,
    port: group.port ?? null,
    protocol: group.protocol ?? null,
    targetType: group.targetType ?? null,
    healthy: count('healthy'),
    unhealthy: count('unhealthy', 'unhealthy.draining', 'unavailable'),
    initial: count('initial'),
    draining: count('draining'),
    unused: count('unused'),
    expected: group.expected.known ? group.expected.value : null,
    byDesign: group.targets.filter((target) => target.verdict === 'byDesign').length,
    failing: group.targets.filter((target) => needsExplaining(target) && target.state !== 'empty').length,
    targets: group.targets
      .filter((target) => target.state !== 'empty')
      .map((target) => ({
        id: target.id,
        port: target.port ?? null,
        zone: target.zone ?? null,
        state: target.state,
        reason: target.reason ?? null,
        node: target.node?.name ?? null,
      })),
  };
}
