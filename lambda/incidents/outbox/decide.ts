/** What a sink should be told next of a thread: what is, held against what it was told. No edges: a message that was missed is made up for. */

import { secondsBetween } from '../../text/time.ts';
import { severityRank, worst } from '../lifecycle/incident.ts';
import type { SharedCause } from '../observe/observation.ts';
import type { Policy } from '../policy.ts';
import { short } from '../types.ts';
import { type Entry, isAccepted, isClosing } from './entry.ts';
import { lastFor, leadOf, type Thread } from './group.ts';
import type { AnnouncementKind, IncidentSeverity } from './notification.ts';

/** What is true of a thread now, as far as it decides whether anything has to be said. */
export interface Present {
  readonly severity: IncidentSeverity;
  readonly cause: SharedCause | null;
  readonly members: string;
  readonly remindersStopped: boolean;
}

export function presentOf(thread: Thread, causeHidden: boolean, remindersStopped: boolean): Present {
  const shown = thread.open.length > 0 ? thread.open : thread.members;
  return {
    severity: worst(shown.map(({ severity }) => severity)),
    cause: causeHidden ? null : (leadOf(thread)?.cause ?? null),
    members: short(thread.open.map(({ fingerprint }) => fingerprint).toSorted()),
    remindersStopped,
  };
}

/** Undefined: nothing. While an entry waits for the sink nothing new is said to it, so that messages arrive in order and few. */
export function desired(thread: Thread, present: Present, sink: string, now: string, policy: Policy): AnnouncementKind | undefined {
  const last = lastFor(thread, sink);
  const delivery = last?.deliveries[sink];
  if (delivery !== undefined && !isAccepted(delivery)) return undefined;
  if (thread.open.length === 0) return last === undefined || isClosing(last) ? undefined : closingKind(thread);
  if (last === undefined) return isReading(thread) ? 'blind' : 'opened';
  if (isClosing(last)) return isReading(thread) ? 'blind' : 'reopened';
  return changed(last, present, now, policy);
}

function changed({ said, createdAt }: Entry, present: Present, now: string, policy: Policy): AnnouncementKind | undefined {
  if (severityRank[present.severity] > severityRank[said.severity]) return 'updated';
  const seconds = secondsBetween(createdAt, now);
  const isNews = present.members !== said.members || isOtherCause(said.cause, present.cause);
  if (isNews && seconds >= pauseAfter(said.updates, policy)) return 'updated';
  return !present.remindersStopped && seconds >= reminderSeconds(present.severity, policy) ? 'reminder' : undefined;
}

/** A cause that is no longer seen is no news; another one is. */
const isOtherCause = (said: SharedCause | null, present: SharedCause | null) => present !== null && present.rule !== said?.rule;

const pauseAfter = (updates: number, { updateSeconds, reminderSeconds: most }: Policy) =>
  Math.min(most, updateSeconds * 2 ** Math.min(updates, 20));

export const reminderSeconds = (severity: IncidentSeverity, policy: Policy): number =>
  severity === 'critical' ? policy.reminderWhenCriticalSeconds : policy.reminderSeconds;

const isReading = (thread: Thread) => leadOf(thread)?.subject.check === 'reading';

function closingKind(thread: Thread): AnnouncementKind | undefined {
  if (thread.members.length === 0) return undefined;
  if (thread.members.every(({ phase }) => phase === 'gone')) return 'gone';
  return isReading(thread) ? 'sighted' : 'resolved';
}
