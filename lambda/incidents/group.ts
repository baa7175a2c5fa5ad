/** Many load balancers, one cause, one message: which incidents are told together. Once told together they stay together until all are over. */

import { groupKey } from './fingerprint.ts';
import { isOpen, type Life } from './life.ts';
import { secondsBetween } from './time.ts';

/** Equal for incidents with one cause in common; an incident that has none is a group of its own. */
export function groupOf({ subject, cause, incidentId }: Life): string {
  if (cause === null || subject.check !== 'target-health' || (subject.cluster === null && cause.scope === '')) return incidentId ?? '';
  return groupKey(subject.account, subject.region, subject.cluster, cause.rule, cause.scope);
}

/**
 * Puts every open incident that may be told into a thread: an open one of the same group, or a new one that is named after its oldest incident.
 * A new group waits one run, so that a cluster-wide fault is one message; not where it is critical.
 */
export function assignThreads(
  lives: ReadonlyMap<string, Life>,
  mayBeTold: (life: Life) => boolean,
  now: string,
): ReadonlyMap<string, Life> {
  const open = [...lives.values()].filter(isOpen);
  const loose = open.filter((life) => life.thread === null && mayBeTold(life));
  if (loose.length === 0) return lives;
  const threads = new Map(open.filter(({ thread }) => thread !== null).map((life) => [groupOf(life), life.thread as string]));
  const assigned = new Map(lives);
  for (const [group, members] of Map.groupBy(loose.toSorted(oldestFirst), groupOf)) {
    if (!threads.has(group) && !members.some((life) => isRipe(life, now))) continue;
    const thread = threads.get(group) ?? (members[0] as Life).incidentId;
    for (const life of members) assigned.set(life.fingerprint, { ...life, thread });
  }
  return assigned;
}

const isRipe = ({ severity, firedAt, subject }: Life, now: string) =>
  severity === 'critical' || subject.check === 'reading' || firedAt === null || secondsBetween(firedAt, now) > 0;

function oldestFirst(a: Life, b: Life): number {
  const [first, second] = [`${a.openedAt} ${a.fingerprint}`, `${b.openedAt} ${b.fingerprint}`];
  return first < second ? -1 : 1;
}
