/** The health of targets: as it was seen, or as it is where the lab checks it; of all targets, or of those asked for. */

import type { TargetHealthDescription } from '../../lambda/snapshot/aws.ts';
import { sourceOf, whole } from './paging.ts';
import type { Scene } from './scene.ts';

/** @param wanted the `Targets` of the request: targets that are not registered are `unused` */
export function targetHealth(scene: Scene, name: string, wanted: unknown): readonly TargetHealthDescription[] {
  const seen = whole(sourceOf(scene.region.targetHealth.get(name), 'elasticloadbalancing:DescribeTargetHealth'));
  const all = scene.health(scene.region.region, name) ?? seen;
  if (!Array.isArray(wanted) || wanted.length === 0) return all;
  return (wanted as readonly Target[]).map((target) => all.find(({ Target }) => same(Target, target)) ?? notRegistered(target));
}

type Target = TargetHealthDescription['Target'];

function same(registered: Target, asked: Target): boolean {
  return registered.Id === asked.Id && (asked.Port === undefined || registered.Port === asked.Port);
}

function notRegistered(target: Target): TargetHealthDescription {
  const description = 'Target is not registered to the target group';
  return { Target: target, TargetHealth: { State: 'unused', Reason: 'Target.NotRegistered', Description: description } };
}
