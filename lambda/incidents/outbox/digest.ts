/** Digests: one notification in place of many, in a storm or after a day without delivery. */

import { secondsBetween } from '../../text/time.ts';
import type { Policy } from '../policy.ts';
import { severityRank, shortHash, worst } from '../types.ts';
import { accepted, type Entry, entryId, folded, isAccepted, newDelivery, withDelivery } from './entry.ts';
import { type Member, maxMembers, type Notification, type NotificationReason } from './notification.ts';

/** Entries that one digest stands for; more would not fit into an item, and get another digest. */
const maxCovered = 150;

/** Entries created in one run; more than the limit become digests. */
export function foldStorm(
  created: readonly Entry[],
  sinks: readonly string[],
  isStart: boolean,
  now: string,
  policy: Policy,
): readonly Entry[] {
  const limit = isStart ? policy.stormAtStart : policy.storm;
  const note = isStart
    ? 'nlb-doctor starts with an empty store: this is what was wrong in its first check, or when its store was lost.'
    : 'So many incidents began or ended at once that they are reported together.';
  return sinks.reduce<readonly Entry[]>((entries, sink) => {
    const unsent = entries.filter((entry) => entry.deliveries[sink]?.state === 'new' && entry.notification.kind !== 'digest');
    return unsent.length <= limit ? entries : foldInto(entries, unsent, sink, { reason: 'notificationStorm', note }, now);
  }, created);
}

/** What could not be delivered for a day: one digest a sink, and no second one while it waits. */
export function foldOld(entries: readonly Entry[], sinks: readonly string[], now: string, { foldSeconds }: Policy): readonly Entry[] {
  return sinks.reduce<readonly Entry[]>((all, sink) => {
    const waiting = all.filter(({ deliveries: { [sink]: delivery } }) => delivery !== undefined && !isAccepted(delivery));
    if (waiting.some(({ notification }) => notification.kind === 'digest')) return all;
    const old = waiting.filter((entry) => entry.deliveries[sink]?.state !== 'folded' && secondsBetween(entry.createdAt, now) > foldSeconds);
    return old.length < 2 ? all : foldInto(all, old, sink, overdue, now);
  }, entries);
}

interface DigestReason {
  readonly reason: NotificationReason;
  readonly note: string;
}

const overdue: DigestReason = { reason: 'deliveryOverdue', note: 'These messages could not be delivered for more than a day.' };

function foldInto(all: readonly Entry[], covered: readonly Entry[], sink: string, why: DigestReason, now: string): readonly Entry[] {
  const ordered = covered.toSorted(
    (a, b) => severityRank[b.notification.severity] - severityRank[a.notification.severity] || (a.id < b.id ? -1 : 1),
  );
  const digests: Entry[] = [];
  const into = new Map<string, string>();
  for (let from = 0; from < ordered.length; from += maxCovered) {
    const part = ordered.slice(from, from + maxCovered);
    const digest = digestOf(part, sink, why, now);
    digests.push(digest);
    for (const { id } of part) into.set(id, digest.id);
  }
  const rest = all.map((entry) => {
    const [digest, delivery] = [into.get(entry.id), entry.deliveries[sink]];
    return digest === undefined || delivery === undefined ? entry : withDelivery(entry, sink, folded(delivery, digest));
  });
  return [...rest, ...digests];
}

function digestOf(covered: readonly Entry[], sink: string, { reason, note }: DigestReason, now: string): Entry {
  const alertGroup = `d-${shortHash([sink, now, covered[0]?.id]).slice(0, 10)}`;
  const members = covered.flatMap(({ notification }) => notification.members);
  return plainEntry(
    alertGroup,
    1,
    reason,
    [sink],
    {
      severity: worst(covered.map(({ notification }) => notification.severity)),
      region: common(covered.map(({ notification }) => notification.region)) ?? '',
      cluster: common(covered.map(({ notification }) => notification.cluster)),
      account: common(covered.map(({ notification }) => notification.account)),
      since: covered.map(({ notification }) => notification.since).toSorted()[0] ?? now,
      at: now,
      members: members.slice(0, maxMembers),
      more: Math.max(0, members.length - maxMembers) + covered.reduce((sum, { notification }) => sum + notification.more, 0),
      notes: [note, countsOf(covered)],
    },
    covered.map(({ id }) => id),
  );
}

/** `Of 12 messages: 10 opened, 2 resolved.` */
function countsOf(covered: readonly Entry[]): string {
  const counts = [...Map.groupBy(covered, ({ notification }) => notification.kind)].map(([kind, entries]) => `${entries.length} ${kind}`);
  return `Of ${covered.length} messages: ${counts.toSorted().join(', ')}.`;
}

const common = <T>(values: readonly T[]): T | null => (values.every((value) => value === values[0]) ? (values[0] ?? null) : null);

type DigestContent = Pick<Notification, 'severity' | 'region' | 'cluster' | 'account' | 'since' | 'at' | 'notes'> & {
  readonly members?: readonly Member[];
  readonly more?: number;
};

/** An entry that belongs to no incident: a digest, or a parked sink. */
export function plainEntry(
  alertGroup: string,
  sequence: number,
  reason: NotificationReason,
  sinks: readonly string[],
  content: DigestContent,
  covers: readonly string[] = [],
): Entry {
  return {
    id: entryId(alertGroup, sequence),
    alertGroup,
    sequence,
    groupKey: alertGroup,
    createdAt: content.at,
    reason,
    notification: {
      format: 1,
      incidentId: alertGroup,
      sequence,
      key: `${alertGroup}:${sequence}:digest`,
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
      ...content,
    },
    notified: { severity: content.severity, cause: null, members: '', updates: 0 },
    loadBalancers: [],
    deliveries: Object.fromEntries(sinks.map((sink) => [sink, newDelivery])),
    covers,
  };
}

/** An entry that a digest stands for is accepted when the digest is; where the digest is lost, it is sent again. */
export function acknowledgeFoldedEntries(entries: ReadonlyMap<string, Entry>, now: string): ReadonlyMap<string, Entry> {
  const after = [...entries.values()].map((entry) => acknowledgeFoldedEntry(entry, entries, now));
  if (after.every((entry) => entries.get(entry.id) === entry)) return entries;
  return new Map(after.map((entry) => [entry.id, entry]));
}

function acknowledgeFoldedEntry(entry: Entry, entries: ReadonlyMap<string, Entry>, now: string): Entry {
  return Object.entries(entry.deliveries).reduce((after, [sink, delivery]) => {
    if (delivery.state !== 'folded') return after;
    const digest = entries.get(delivery.into ?? '')?.deliveries[sink];
    if (digest === undefined) return withDelivery(after, sink, newDelivery);
    return isAccepted(digest) ? withDelivery(after, sink, accepted(delivery, 'sent', digest.at ?? now, delivery.memory)) : after;
  }, entry);
}
