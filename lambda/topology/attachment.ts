/** Which target groups belong to a load balancer: those it forwards to, and those made for its Service that nothing forwards to. */

import type { LoadBalancer, TargetGroup as TargetGroupFacts } from '../snapshot/aws.ts';
import type { Step } from './ladder.ts';
import { type RegionIndex, serviceKey } from './regionIndex.ts';

type Action = {
  readonly TargetGroupArn?: string | undefined;
  readonly ForwardConfig?: { readonly TargetGroups?: readonly { readonly TargetGroupArn?: string | undefined }[] | undefined } | undefined;
};
export const arnsOf = ({ TargetGroupArn, ForwardConfig }: Action): readonly string[] =>
  [TargetGroupArn, ...(ForwardConfig?.TargetGroups ?? []).map((group) => group.TargetGroupArn)].filter((arn) => arn !== undefined);

export function attachedGroups(
  { LoadBalancerArn }: LoadBalancer,
  forwarded: readonly string[],
  { groupsByBalancer, groupsByArn }: RegionIndex,
): readonly TargetGroupFacts[] {
  const byListener = forwarded.flatMap((arn) => groupsByArn.get(arn) ?? []);
  const groups = new Map([...(groupsByBalancer.get(LoadBalancerArn) ?? []), ...byListener].map((group) => [group.TargetGroupArn, group]));
  return [...groups.values()].toSorted((a, b) => (a.Port ?? 0) - (b.Port ?? 0) || (a.TargetGroupName < b.TargetGroupName ? -1 : 1));
}

/** Groups of the same Service that are attached to nothing: made for it, and left out. */
export const looseGroupsOf = (best: Step, { looseGroups }: RegionIndex): readonly TargetGroupFacts[] =>
  (looseGroups.get(serviceKey(best)) ?? []).toSorted((a, b) => (a.TargetGroupName < b.TargetGroupName ? -1 : 1));

/** A group that was not read, one that does not say where it belongs, or a list that was cut short, could hold failing targets of any load balancer. */
export function isComplete(
  { VpcId }: LoadBalancer,
  attached: readonly TargetGroupFacts[],
  forwarded: readonly string[] | undefined,
  { region, groupsByArn }: RegionIndex,
): boolean {
  if (forwarded?.some((arn) => !groupsByArn.has(arn))) return false;
  const isCut = region.targetGroups.some(
    (group) =>
      group.LoadBalancerArns === undefined &&
      (VpcId === undefined || group.VpcId === undefined || group.VpcId === VpcId) &&
      !(forwarded !== undefined && attached.includes(group)),
  );
  return !isCut;
}
