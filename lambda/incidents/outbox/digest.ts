/** When there is too much to say, or it is too late to say it one by one: one digest that stands for many entries. */

import { secondsBetween } from '../../text/time.ts';
import { severityRank, worst } from '../lifecycle/incident.ts';
import type { Policy } from '../policy.ts';
import type { State } from '../state.ts';
import { short } from '../types.ts';
import { accepted, type Entry, entryId, folded, isAccepted, newDelivery, withDelivery } from './entry.ts';
import type { Announcement, Member } from './notification.ts';

/** More in one digest would not fit into an item; the rest gets a digest of its own. */
const mostCovered = 150;

/** Entries made in one run, folded where they are a storm. */
export function foldStorm(
  created: readonly Entry[],
  sinks: readonly string[],
  isStart: boolean,
  now: string,
  policy: Policy,
): readonly Entry[] {
  const limit = isStart ? policy.stormAtStart : policy.storm;
  const note = isStart
    ? 'nlb-doctor starts with an empty memory: this is what was wrong when it first looked, or when its memory was lost.'
    : 'So many incidents began or ended at once that they are told together.';
  return sinks.reduce<readonly Entry[]>((entries, sink) => {
    const mine = entries.filter((entry) => entry.deliveries[sink]?.state === 'new' && entry.announcement.kind !== 'digest');
    return mine.length <= limit ? entries : foldInto(entries, mine, sink, note, now);
  }, created);
}

/** What could not be told for a day: one digest a sink, and no second one while it waits. */
export function foldOld(entries: readonly Entry[], sinks: readonly string[], now: string, { foldSeconds }: Policy): readonly Entry[] {
  return sinks.reduce<readonly Entry[]>((all, sink) => {
    const waiting = all.filter(({ deliveries: { [sink]: mine } }) => mine !== undefined && !isAccepted(mine));
    if (waiting.some(({ announcement }) => announcement.kind === 'digest')) return all;
    const old = waiting.filter((entry) => entry.deliveries[sink]?.state !== 'folded' && secondsBetween(entry.createdAt, now) > foldSeconds);
    return old.length < 2 ? all : foldInto(all, old, sink, 'These messages could not be delivered for more than a day.', now);
  }, entries);
}

function foldInto(all: readonly Entry[], those: readonly Entry[], sink: string, note: string, now: string): readonly Entry[] {
  const ordered = those.toSorted(
    (a, b) => severityRank[b.announcement.severity] - severityRank[a.announcement.severity] || (a.id < b.id ? -1 : 1),
  );
  const digests: Entry[] = [];
  const into = new Map<string, string>();
  for (let from = 0; from < ordered.length; from += mostCovered) {
    const part = ordered.slice(from, from + mostCovered);
    const digest = digestOf(part, sink, note, now);
    digests.push(digest);
    for (const { id } of part) into.set(id, digest.id);
  }
  const rest = all.map((entry) => {
    const [digest, delivery] = [into.get(entry.id), entry.deliveries[sink]];
    return digest === undefined || delivery === undefined ? entry : withDelivery(entry, sink, folded(delivery, digest));
  });
  return [...rest, ...digests];
}

function digestOf(covered: readonly Entry[], sink: string, note: string, now: string): Entry {
  const thread = `d-${short([sink, now, covered[0]?.id]).slice(0, 10)}`;
  const members = covered.flatMap(({ announcement }) => announcement.members);
  return plainEntry(
    thread,
    1,
    [sink],
    {
      severity: worst(covered.map(({ announcement }) => announcement.severity)),
      region: common(covered.map(({ announcement }) => announcement.region)) ?? '',
      cluster: common(covered.map(({ announcement }) => announcement.cluster)),
      account: common(covered.map(({ announcement }) => announcement.account)),
      since: covered.map(({ announcement }) => announcement.since).toSorted()[0] ?? now,
      at: now,
      members: members.slice(0, 10),
      more: Math.max(0, members.length - 10) + covered.reduce((sum, { announcement }) => sum + announcement.more, 0),
      notes: [note, countsOf(covered)],
    },
    covered.map(({ id }) => id),
  );
}

/** `Of 12 messages: 10 opened, 2 resolved.` */
function countsOf(covered: readonly Entry[]): string {
  const counts = [...Map.groupBy(covered, ({ announcement }) => announcement.kind)].map(([kind, those]) => `${those.length} ${kind}`);
  return `Of ${covered.length} messages: ${counts.toSorted().join(', ')}.`;
}

const common = <T>(values: readonly T[]): T | null => (values.every((value) => value === values[0]) ? (values[0] ?? null) : null);

type Plain = Pick<Announcement, 'severity' | 'region' | 'cluster' | 'account' | 'since' | 'at' | 'notes'> & {
  readonly members?: readonly Member[];
  readonly more?: number;
};

/** An entry of a thread that is no incident: a digest, or a sink that is broken. */
export function plainEntry(
  thread: string,
  sequence: number,
  sinks: readonly string[],
  plain: Plain,
  covers: readonly string[] = [],
): Entry {
  return {
    id: entryId(thread, sequence),
    thread,
    sequence,
    group: thread,
    createdAt: plain.at,
    announcement: {
      format: 1,
      incidentId: thread,
      sequence,
      key: `${thread}:${sequence}:digest`,
      kind: 'digest',
      check: 'reading',
      cause: null,
      durationSeconds: null,
      diagnosis: null,
      members: [],
      more: 0,
      changes: [],
      nextReminderAt: null,
      acknowledgedBy: null,
      ...plain,
    },
    said: { severity: plain.severity, cause: null, members: '', updates: 0 },
    about: [],
    deliveries: Object.fromEntries(sinks.map((sink) => [sink, newDelivery])),
    covers,
  };
}

/** Messages that a digest stands for are told when the digest is; where it was lost, they are to be told again. */

export function settled(state: State, now: string): State {
  const after = [...state.entries.values()].map((entry) => settledEntry(entry, state.entries, now));
  if (after.every((entry) => state.entries.get(entry.id) === entry)) return state;
  return { ...state, entries: new Map(after.map((entry) => [entry.id, entry])) };
}

function settledEntry(entry: Entry, entries: State['entries'], now: string): Entry {
  return Object.entries(entry.deliveries).reduce((after, [sink, delivery]) => {
    if (delivery.state !== 'folded') return after;
    const digest = entries.get(delivery.into ?? '')?.deliveries[sink];
    if (digest === undefined) return withDelivery(after, sink, newDelivery);
    return isAccepted(digest) ? withDelivery(after, sink, accepted(delivery, 'sent', digest.at ?? now, delivery.memory)) : after;
  }, entry);
}
