/** Decides the next notification of an alert group for one sink, and names the reason. */

import { secondsBetween } from '../../text/time.ts';
import type { Policy } from '../policy.ts';
import { type IncidentSeverity, type SharedCause, severityRank, shortHash, worst } from '../types.ts';
import { type Entry, isAccepted, isClosing } from './entry.ts';
import { type AlertGroup, lastFor } from './group.ts';
import type { NotificationKind, NotificationReason } from './notification.ts';

/** The facts of an alert group that decide whether to notify. */
export interface Current {
  readonly severity: IncidentSeverity;
  readonly cause: SharedCause | null;
  readonly members: string;
  readonly remindersStopped: boolean;
}

export interface Decision {
  readonly kind: NotificationKind;
  readonly reason: NotificationReason;
}

export function currentOf({ open, members, lead }: AlertGroup, causeHidden: boolean, remindersStopped: boolean): Current {
  const shown = open.length > 0 ? open : members;
  return {
    severity: worst(shown.map(({ severity }) => severity)),
    cause: causeHidden ? null : (lead?.cause ?? null),
    members: shortHash(open.map(({ fingerprint }) => fingerprint).toSorted()),
    remindersStopped,
  };
}

/** Undefined: no notification. A sink that has not accepted the last one gets no new one, so that notifications arrive in order and few. */
export function decide(alertGroup: AlertGroup, current: Current, sink: string, now: string, policy: Policy): Decision | undefined {
  const last = lastFor(alertGroup, sink);
  const delivery = last?.deliveries[sink];
  if (delivery !== undefined && !isAccepted(delivery)) return undefined;
  if (alertGroup.open.length === 0) return last === undefined || isClosing(last) ? undefined : closing(alertGroup);
  if (last === undefined) return { kind: isReading(alertGroup) ? 'unreadable' : 'opened', reason: 'firstNotification' };
  if (isClosing(last)) return { kind: isReading(alertGroup) ? 'unreadable' : 'reopened', reason: 'firingAgain' };
  return whileFiring(last, current, now, policy);
}

function whileFiring({ notified, createdAt }: Entry, current: Current, now: string, policy: Policy): Decision | undefined {
  if (severityRank[current.severity] > severityRank[notified.severity]) return { kind: 'updated', reason: 'severityRose' };
  const seconds = secondsBetween(createdAt, now);
  const mayUpdate = seconds >= pauseAfter(notified.updates, policy);
  if (mayUpdate && current.members !== notified.members) return { kind: 'updated', reason: 'membersChanged' };
  if (mayUpdate && isOtherCause(notified.cause, current.cause)) return { kind: 'updated', reason: 'causeChanged' };
  const reminderDue = !current.remindersStopped && seconds >= reminderSeconds(current.severity, policy);
  return reminderDue ? { kind: 'reminder', reason: 'reminderDue' } : undefined;
}

/** A cause that is no longer seen is not news; another one is. */
const isOtherCause = (notified: SharedCause | null, current: SharedCause | null) => current !== null && current.rule !== notified?.rule;

const pauseAfter = (updates: number, { updateSeconds, reminderSeconds: maxSeconds }: Policy) =>
  Math.min(maxSeconds, updateSeconds * 2 ** Math.min(updates, 20));

export const reminderSeconds = (severity: IncidentSeverity, policy: Policy): number =>
  severity === 'critical' ? policy.reminderWhenCriticalSeconds : policy.reminderSeconds;

const isReading = ({ lead }: AlertGroup) => lead?.subject.check === 'reading';

function closing(alertGroup: AlertGroup): Decision | undefined {
  if (alertGroup.members.length === 0) return undefined;
  if (alertGroup.members.every(({ phase }) => phase === 'gone')) return { kind: 'gone', reason: 'noLongerListed' };
  return { kind: isReading(alertGroup) ? 'readable' : 'resolved', reason: 'resolved' };
}
