/** Which load balancers are read closely although they may be healthy: to tell what repaired one, or what changed before one breaks. */

import { secondsBetween } from '../text/time.ts';
import { isOpen } from './lifecycle/incident.ts';
import type { Policy } from './policy.ts';
import type { Progress } from './reports.ts';
import type { State } from './state.ts';

/** Whether the surroundings of healthy load balancers are due. A memory that knows of none has nothing to choose from yet. */
export const isBaselineDue = ({ baselines }: State, { baselineAt }: Progress, now: string, { baselineSeconds }: Policy): boolean =>
  baselines.size > 0 && (baselineAt === undefined || secondsBetween(baselineAt, now) >= baselineSeconds);

/** At most so many in one look, the ones that waited longest first. */
const most = 20;

export function closerLook(state: State, progress: Progress, now: string, policy: Policy): readonly string[] {
  const { lives, baselines } = state;
  const open = [...new Set([...lives.values()].filter(isOpen).flatMap(({ subject }) => subject.loadBalancer ?? []))];
  if (!isBaselineDue(state, progress, now, policy)) return open.slice(0, most);
  const all = [...baselines.keys()].toSorted();
  const unread = all.filter((arn) => baselines.get(arn)?.healthy?.shared === undefined || baselines.get(arn)?.healthy?.shared === null);
  const turnOf = Math.floor(Date.parse(now) / 1000 / policy.baselineSeconds) % Math.max(1, all.length);
  const others = [...all.slice(turnOf), ...all.slice(0, turnOf)];
  return [...new Set([...open, ...unread, ...others])].slice(0, most);
}
