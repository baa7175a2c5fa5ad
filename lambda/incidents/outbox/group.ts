/** A thread: the incidents that are told together, and everything that was said of them, in order. */

import { secondsBetween } from '../../text/time.ts';
import { isOpen, type Life, severityRank } from '../lifecycle/incident.ts';
import { groupKey } from '../types.ts';
import { type Entry, isAccepted, isClosing } from './entry.ts';

export interface Thread {
  readonly id: string;
  /** Worst first, then by name. */
  readonly members: readonly Life[];
  readonly open: readonly Life[];
  /** By sequence. */
  readonly entries: readonly Entry[];
}

export function threadsOf(lives: Iterable<Life>, entries: Iterable<Entry>): readonly Thread[] {
  const members = new Map<string, Life[]>();
  for (const life of lives) if (life.thread !== null) append(members, life.thread, life);
  const said = new Map<string, Entry[]>();
  for (const entry of entries) append(said, entry.thread, entry);
  const ids = [...new Set([...members.keys(), ...said.keys()])].toSorted();
  return ids.map((id) => threadOf(id, members.get(id) ?? [], said.get(id) ?? []));
}

function threadOf(id: string, lives: readonly Life[], entries: readonly Entry[]): Thread {
  const members = lives.toSorted(worstFirst);
  return { id, members, open: members.filter(isOpen), entries: entries.toSorted((a, b) => a.sequence - b.sequence) };
}

function append<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function worstFirst(a: Life, b: Life): number {
  if (a.severity !== b.severity) return severityRank[b.severity] - severityRank[a.severity];
  const [first, second] = [`${a.subject.name} ${a.fingerprint}`, `${b.subject.name} ${b.fingerprint}`];
  return first < second ? -1 : 1;
}

/** The last entry that was meant for a sink. */
export const lastFor = ({ entries }: Thread, sink: string): Entry | undefined =>
  entries.findLast(({ deliveries }) => Object.hasOwn(deliveries, sink));

/** What it is about has been told to its end, to everybody who was told of its beginning. */
export function isSettled(thread: Thread, sinks: readonly string[]): boolean {
  if (thread.open.length > 0) return false;
  return sinks.every((sink) => {
    const last = lastFor(thread, sink);
    const delivery = last?.deliveries[sink];
    return last === undefined || (delivery !== undefined && isAccepted(delivery) && isClosing(last));
  });
}

export const leadOf = ({ open, members }: Thread): Life | undefined => open[0] ?? members[0];

/** The group a thread stands for, as long as it is open. */
export function groupOfThread(thread: Thread): string {
  const lead = leadOf(thread);
  return lead === undefined ? (thread.entries.at(-1)?.group ?? thread.id) : groupOf(lead);
}

/** Many load balancers, one cause, one message: which incidents are told together. Once told together they stay together until all are over. */

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
