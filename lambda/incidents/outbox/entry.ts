/** The outbox: each notification with its delivery to each sink. An entry is saved before it is sent, and is never dropped undelivered. */

import { plusSeconds } from '../../text/time.ts';
import type { Policy } from '../policy.ts';
import type { IncidentSeverity, SharedCause } from '../types.ts';
import type { Notification, NotificationReason } from './notification.ts';

/** `folded`: a digest is sent instead, and its acceptance counts for this entry. */
export type DeliveryState = 'new' | 'attempted' | 'accepted' | 'degraded' | 'parked' | 'folded';

export interface EntryDelivery {
  readonly state: DeliveryState;
  readonly attempts: number;
  /** Not to be sent before. */
  readonly notBefore: string | null;
  /** When the sink accepted it. */
  readonly at: string | null;
  /** Why it is not accepted; never a secret. */
  readonly reason: string | null;
  /** What the sink stored for the alert group. */
  readonly memory: Readonly<Record<string, string>>;
  /** The digest it is folded into. */
  readonly into: string | null;
}

/** What a notification said, as far as it decides what the next one says. */
export interface Notified {
  readonly severity: IncidentSeverity;
  readonly cause: SharedCause | null;
  /** The fingerprints of all open incidents as one short word. */
  readonly members: string;
  /** Updates since the incident opened: each one doubles the pause before the next. */
  readonly updates: number;
}

export interface Entry {
  /** `<alert group>#<sequence>` */
  readonly id: string;
  /** Id of the alert group. */
  readonly alertGroup: string;
  readonly sequence: number;
  /** The shared cause that the alert group stands for (`groupKeyOf`). */
  readonly groupKey: string;
  readonly createdAt: string;
  readonly reason: NotificationReason;
  readonly notification: Notification;
  readonly notified: Notified;
  /** ARNs of open members, twenty at most: an incident whose stored item is lost is recovered from these. */
  readonly loadBalancers: readonly string[];
  readonly deliveries: Readonly<Record<string, EntryDelivery>>;
  /** Entries of other alert groups that this digest stands for. */
  readonly covers: readonly string[];
}

export const entryId = (alertGroup: string, sequence: number): string => `${alertGroup}#${String(sequence).padStart(6, '0')}`;

export const newDelivery: EntryDelivery = {
  state: 'new',
  attempts: 0,
  notBefore: null,
  at: null,
  reason: null,
  memory: {},
  into: null,
};

export const isAccepted = ({ state }: Pick<EntryDelivery, 'state'>): boolean => state === 'accepted' || state === 'degraded';

/** Every configured sink that the entry is for has accepted it. */
export const isDelivered = ({ deliveries }: Entry, sinks: readonly string[]): boolean =>
  Object.entries(deliveries).every(([sink, delivery]) => isAccepted(delivery) || !sinks.includes(sink));

export const isDue = ({ state, notBefore }: EntryDelivery, now: string): boolean =>
  !isAccepted({ state }) && state !== 'folded' && (notBefore === null || Date.parse(notBefore) <= Date.parse(now));

const closingKinds: ReadonlySet<Notification['kind']> = new Set(['resolved', 'gone', 'readable']);

/** The last notification of an incident. */
export const isClosingKind = (kind: Notification['kind']): boolean => closingKinds.has(kind);

export const isClosing = ({ notification }: Entry): boolean => isClosingKind(notification.kind);

export const attempted = (delivery: EntryDelivery): EntryDelivery => ({
  ...delivery,
  state: 'attempted',
  attempts: delivery.attempts + 1,
});

export const accepted = (
  delivery: EntryDelivery,
  how: 'sent' | 'degraded',
  at: string,
  memory: Readonly<Record<string, string>>,
): EntryDelivery => ({ ...delivery, state: how === 'sent' ? 'accepted' : 'degraded', at, notBefore: null, reason: null, memory });

export const postponed = (delivery: EntryDelivery, reason: string, now: string, seconds: number): EntryDelivery => ({
  ...delivery,
  reason,
  notBefore: seconds > 0 ? plusSeconds(now, seconds) : null,
});

export const parked = (delivery: EntryDelivery, reason: string, now: string, { parkedSeconds }: Policy): EntryDelivery => ({
  ...delivery,
  state: 'parked',
  reason,
  notBefore: plusSeconds(now, parkedSeconds),
});

export const folded = (delivery: EntryDelivery, into: string): EntryDelivery => ({ ...delivery, state: 'folded', into });

export function withDelivery(entry: Entry, sink: string, delivery: EntryDelivery): Entry {
  return { ...entry, deliveries: { ...entry.deliveries, [sink]: delivery } };
}
