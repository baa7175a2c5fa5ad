/** Words nobody has to look up: a thread and what is wanted of it, as an announcement. Pure data; the same thread gives the same bytes. */

import type { LoadBalancerDiagnosis } from '../../diagnose/diagnosis.ts';
import { plusSeconds, secondsBetween } from '../../text/time.ts';
import type { Life } from '../lifecycle/incident.ts';
import type { Policy } from '../policy.ts';
import { type Present, reminderSeconds } from './decide.ts';
import { type Entry, entryId, newDelivery, type Said } from './entry.ts';
import { groupOfThread, lastFor, leadOf, type Thread } from './group.ts';
import type { Announcement, AnnouncementKind, Change, Member } from './notification.ts';

/** What an announcement shows beside the thread itself. */
export interface Shown {
  readonly account: string | null;
  /** Trimmed. */
  readonly diagnosis: LoadBalancerDiagnosis | null;
  readonly changes: readonly Change[];
  readonly notes: readonly string[];
  readonly acknowledgedBy: string | null;
}

export interface Wanted {
  readonly kind: AnnouncementKind;
  readonly sinks: readonly string[];
  readonly sequence: number;
}

const ended: ReadonlySet<AnnouncementKind> = new Set(['resolved', 'gone', 'sighted']);
const mostMembers = 10;
const mostAbout = 20;

export function entryOf(thread: Thread, wanted: Wanted, present: Present, shown: Shown, now: string, policy: Policy): Entry {
  const { sinks, sequence } = wanted;
  return {
    id: entryId(thread.id, sequence),
    thread: thread.id,
    sequence,
    group: groupOfThread(thread),
    createdAt: now,
    announcement: announcementOf(thread, wanted, present, shown, now, policy),
    said: saidOf(thread, wanted, present),
    about: thread.open.flatMap(({ subject }) => (subject.loadBalancer === null ? [] : [subject.loadBalancer])).slice(0, mostAbout),
    deliveries: Object.fromEntries(sinks.map((sink) => [sink, newDelivery])),
    covers: [],
  };
}

function saidOf(thread: Thread, { kind, sinks }: Wanted, { severity, cause, members }: Present): Said {
  const before = lastFor(thread, sinks[0] ?? '')?.said;
  const updates = kind === 'updated' ? (before?.updates ?? 0) + 1 : kind === 'reminder' ? (before?.updates ?? 0) : 0;
  return { severity, cause: cause ?? (ended.has(kind) ? null : (before?.cause ?? null)), members, updates };
}

function announcementOf(thread: Thread, wanted: Wanted, present: Present, shown: Shown, now: string, policy: Policy): Announcement {
  const { kind, sequence } = wanted;
  const isOver = ended.has(kind);
  const lead = leadOf(thread) as Life;
  const members = isOver ? thread.members : thread.open;
  const since = thread.members.map(({ openedAt }) => openedAt ?? now).toSorted()[0] ?? now;
  return {
    format: 1,
    incidentId: thread.id,
    sequence,
    key: `${thread.id}:${sequence}:${kind}`,
    kind,
    severity: present.severity,
    check: lead.subject.check,
    account: lead.subject.account ?? shown.account,
    region: lead.subject.region,
    cluster: lead.subject.cluster,
    cause: present.cause?.rule ?? (isOver ? lastFor(thread, wanted.sinks[0] ?? '')?.said.cause?.rule : undefined) ?? null,
    since,
    at: now,
    durationSeconds: isOver ? secondsBetween(since, lastEnd(thread, now)) : null,
    diagnosis: shown.diagnosis,
    members: members
      .filter(({ subject }) => subject.loadBalancer !== null)
      .slice(0, mostMembers)
      .map(memberOf),
    more: Math.max(0, members.length - mostMembers),
    changes: shown.changes,
    notes: shown.notes,
    nextReminderAt: isOver || present.remindersStopped ? null : plusSeconds(now, reminderSeconds(present.severity, policy)),
    acknowledgedBy: shown.acknowledgedBy,
  };
}

const lastEnd = ({ members }: Thread, now: string) =>
  members
    .map(({ endedAt }) => endedAt ?? now)
    .toSorted()
    .at(-1) ?? now;

const memberOf = ({ incidentId, subject, severity }: Life): Member => ({
  incidentId: incidentId ?? '',
  loadBalancer: subject.name,
  region: subject.region,
  cluster: subject.cluster,
  severity,
});
