/** The outbox: what is to be told, to whom, and how far that got. An entry is written before it is sent, and is never dropped unsaid. */

import { plusSeconds } from '../../text/time.ts';
import type { SharedCause } from '../observe/observation.ts';
import type { Policy } from '../policy.ts';
import type { Announcement, IncidentSeverity } from './notification.ts';

/** `folded`: a digest says it instead, and its acknowledgement is this one's. */
export type DeliveryState = 'new' | 'attempted' | 'acked' | 'degraded' | 'parked' | 'folded';

export interface EntryDelivery {
  readonly state: DeliveryState;
  readonly attempts: number;
  /** Not to be sent before. */
  readonly notBefore: string | null;
  /** Of the acknowledgement. */
  readonly at: string | null;
  /** Why it is not acknowledged; never a secret. */
  readonly reason: string | null;
  /** What the sink remembers of the thread. */
  readonly memory: Readonly<Record<string, string>>;
  /** The digest it is folded into. */
  readonly into: string | null;
}

/** What has been said, as far as it decides what is to be said next. */
export interface Said {
  readonly severity: IncidentSeverity;
  readonly cause: SharedCause | null;
  /** How many open incidents, and which: their fingerprints as one short word. */
  readonly members: string;
  /** Updates since it was opened: each makes the pause to the next one longer. */
  readonly updates: number;
}

export interface Entry {
  /** `<thread>#<sequence>` */
  readonly id: string;
  readonly thread: string;
  readonly sequence: number;
  readonly group: string;
  readonly createdAt: string;
  readonly announcement: Announcement;
  readonly said: Said;
  /** ARNs of open members, twenty at most: from these an incident whose memory was lost is found again. */
  readonly about: readonly string[];
  readonly deliveries: Readonly<Record<string, EntryDelivery>>;
  /** Entries of other threads that this digest stands for. */
  readonly covers: readonly string[];
}

export const entryId = (thread: string, sequence: number): string => `${thread}#${String(sequence).padStart(6, '0')}`;

export const newDelivery: EntryDelivery = {
  state: 'new',
  attempts: 0,
  notBefore: null,
  at: null,
  reason: null,
  memory: {},
  into: null,
};

export const isAccepted = ({ state }: EntryDelivery): boolean => state === 'acked' || state === 'degraded';

/** Every sink there is and that it is meant for has accepted it. */
export const isDelivered = ({ deliveries }: Entry, sinks: readonly string[]): boolean =>
  Object.entries(deliveries).every(([sink, delivery]) => isAccepted(delivery) || !sinks.includes(sink));

export const isDue = ({ state, notBefore }: EntryDelivery, now: string): boolean =>
  !isAccepted({ state } as EntryDelivery) && state !== 'folded' && (notBefore === null || Date.parse(notBefore) <= Date.parse(now));

const closing: ReadonlySet<Announcement['kind']> = new Set(['resolved', 'gone', 'sighted']);

/** The thread it speaks of is over with it. */
export const isClosing = ({ announcement }: Entry): boolean => closing.has(announcement.kind);

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
): EntryDelivery => ({ ...delivery, state: how === 'sent' ? 'acked' : 'degraded', at, notBefore: null, reason: null, memory });

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
