/** Which load balancers are read closely although they may be healthy: open incidents in every run, the others in turn to keep their baselines. */

import { secondsBetween } from '../text/time.ts';
import { isOpen } from './lifecycle/incident.ts';
import type { Policy } from './policy.ts';
import type { Progress } from './reports.ts';
import type { State } from './state.ts';

/** Whether the baselines of healthy load balancers are due. A state without baselines has nothing to choose from yet. */
export const isBaselineDue = ({ baselines }: State, { baselineAt }: Progress, now: string, { baselineSeconds }: Policy): boolean =>
  baselines.size > 0 && (baselineAt === undefined || secondsBetween(baselineAt, now) >= baselineSeconds);

/** Load balancers in one run; those that waited longest come first. */
const maxWatched = 20;

export function watchlist(state: State, progress: Progress, now: string, policy: Policy): readonly string[] {
  const { incidents, baselines } = state;
  const open = [...new Set([...incidents.values()].filter(isOpen).flatMap(({ subject }) => subject.loadBalancer ?? []))];
  if (!isBaselineDue(state, progress, now, policy)) return open.slice(0, maxWatched);
  const all = [...baselines.keys()].toSorted();
  const withoutCluster = all.filter((arn) => !baselines.get(arn)?.healthy?.shared);
  const start = Math.floor(Date.parse(now) / 1000 / policy.baselineSeconds) % Math.max(1, all.length);
  const inTurn = [...all.slice(start), ...all.slice(0, start)];
  return [...new Set([...open, ...withoutCluster, ...inTurn])].slice(0, maxWatched);
}
