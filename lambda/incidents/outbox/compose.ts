/** Composes the notification of an alert group as pure data; the same alert group gives the same bytes. */

import type { LoadBalancerDiagnosis } from '../../diagnose/diagnosis.ts';
import { plusSeconds, secondsBetween } from '../../text/time.ts';
import type { Incident } from '../lifecycle/incident.ts';
import type { Policy } from '../policy.ts';
import { type Current, type Decision, reminderSeconds } from './decide.ts';
import { type Entry, entryId, isClosingKind, type Notified, newDelivery } from './entry.ts';
import { type AlertGroup, groupKeyOf, lastFor } from './group.ts';
import { type Change, type Member, maxMembers, type Notification } from './notification.ts';

/** What a notification shows beside the alert group itself. */
export interface NotificationContent {
  readonly account: string | null;
  /** Shortened to fit into an item. */
  readonly diagnosis: LoadBalancerDiagnosis | null;
  readonly changes: readonly Change[];
  readonly notes: readonly string[];
  readonly acknowledgedBy: string | null;
}

export interface NextEntry extends Decision {
  readonly sinks: readonly string[];
  readonly sequence: number;
}

const maxLoadBalancers = 20;

export function entryOf(
  alertGroup: AlertGroup,
  lead: Incident,
  next: NextEntry,
  current: Current,
  content: NotificationContent,
  now: string,
  policy: Policy,
): Entry {
  const { sinks, sequence, reason } = next;
  return {
    id: entryId(alertGroup.id, sequence),
    alertGroup: alertGroup.id,
    sequence,
    groupKey: groupKeyOf(lead),
    createdAt: now,
    reason,
    notification: notificationOf(alertGroup, lead, next, current, content, now, policy),
    notified: notifiedOf(alertGroup, next, current),
    loadBalancers: alertGroup.open.flatMap(({ subject }) => subject.loadBalancer ?? []).slice(0, maxLoadBalancers),
    deliveries: Object.fromEntries(sinks.map((sink) => [sink, newDelivery])),
    covers: [],
  };
}

function notifiedOf(alertGroup: AlertGroup, { kind, sinks }: NextEntry, { severity, cause, members }: Current): Notified {
  const before = lastFor(alertGroup, sinks[0] ?? '')?.notified;
  const updates = kind === 'updated' ? (before?.updates ?? 0) + 1 : kind === 'reminder' ? (before?.updates ?? 0) : 0;
  return { severity, cause: cause ?? (isClosingKind(kind) ? null : (before?.cause ?? null)), members, updates };
}

function notificationOf(
  alertGroup: AlertGroup,
  { subject }: Incident,
  { kind, sequence, sinks }: NextEntry,
  current: Current,
  content: NotificationContent,
  now: string,
  policy: Policy,
): Notification {
  const isOver = isClosingKind(kind);
  const members = isOver ? alertGroup.members : alertGroup.open;
  const since = alertGroup.members.map(({ openedAt }) => openedAt ?? now).toSorted()[0] ?? now;
  const notifiedCause = isOver ? lastFor(alertGroup, sinks[0] ?? '')?.notified.cause : null;
  return {
    format: 1,
    incidentId: alertGroup.id,
    sequence,
    key: `${alertGroup.id}:${sequence}:${kind}`,
    kind,
    severity: current.severity,
    check: subject.check,
    account: subject.account ?? content.account,
    region: subject.region,
    cluster: subject.cluster,
    cause: (current.cause ?? notifiedCause)?.rule ?? null,
    since,
    at: now,
    durationSeconds: isOver ? secondsBetween(since, lastEnd(alertGroup, now)) : null,
    diagnosis: content.diagnosis,
    members: members
      .filter(({ subject: { loadBalancer } }) => loadBalancer !== null)
      .slice(0, maxMembers)
      .map(memberOf),
    more: Math.max(0, members.length - maxMembers),
    changes: content.changes,
    notes: content.notes,
    nextReminderAt: isOver || current.remindersStopped ? null : plusSeconds(now, reminderSeconds(current.severity, policy)),
    acknowledgedBy: content.acknowledgedBy,
  };
}

const lastEnd = ({ members }: AlertGroup, now: string) =>
  members
    .map(({ endedAt }) => endedAt ?? now)
    .toSorted()
    .at(-1) ?? now;

const memberOf = ({ incidentId, subject, severity }: Incident): Member => ({
  incidentId: incidentId ?? '',
  loadBalancer: subject.name,
  region: subject.region,
  cluster: subject.cluster,
  severity,
});
