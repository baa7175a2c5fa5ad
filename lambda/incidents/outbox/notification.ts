/** What a notification says of an incident: data, not text. Every sink words it in its own way. */

import type { LoadBalancerDiagnosis } from '../../diagnose/diagnosis.ts';
import type { Check, IncidentSeverity } from '../types.ts';

export type NotificationKind = 'opened' | 'updated' | 'reminder' | 'reopened' | 'resolved' | 'gone' | 'digest' | 'unreadable' | 'readable';

/** Why a notification is sent; stored with its entry and logged. */
export type NotificationReason =
  | 'firstNotification'
  | 'firingAgain'
  | 'severityRose'
  | 'membersChanged'
  | 'causeChanged'
  | 'reminderDue'
  | 'resolved'
  | 'noLongerListed'
  | 'notificationStorm'
  | 'deliveryOverdue'
  | 'sinkParked'
  | 'storeUnavailable';

/** One object that changed between two looks at a load balancer. */
export interface Change {
  /** `ConfigMap kube-system/cilium-config enable-envoy-config` */
  readonly what: string;
  /** RFC 3339, where the object says when. */
  readonly at: string | null;
}

/** One load balancer in a notification: an incident of its own, or a member of an alert group with one shared cause. */
export interface Member {
  readonly incidentId: string;
  readonly loadBalancer: string;
  readonly region: string;
  readonly cluster: string | null;
  readonly severity: IncidentSeverity;
}

export const maxMembers = 10;

export interface Notification {
  readonly format: 1;
  readonly incidentId: string;
  /** Increments with every new notification of the incident. */
  readonly sequence: number;
  /** `<incidentId>:<sequence>:<kind>`: one key never carries two contents. */
  readonly key: string;
  readonly kind: NotificationKind;
  readonly severity: IncidentSeverity;
  readonly check: Check;
  readonly account: string | null;
  readonly region: string;
  readonly cluster: string | null;
  /** The rule of the cause; null where none explains it. */
  readonly cause: string | null;
  /** When it was first seen, RFC 3339. */
  readonly since: string;
  /** When this was seen. */
  readonly at: string;
  /** Seconds from `since` to the end, for resolved and gone. */
  readonly durationSeconds: number | null;
  /** The diagnosis; null for digests and for what cannot be read. */
  readonly diagnosis: LoadBalancerDiagnosis | null;
  /** At most `maxMembers`; `more` counts the others. */
  readonly members: readonly Member[];
  readonly more: number;
  /** What changed since the load balancer was last healthy (opened), or since the incident opened (resolved). */
  readonly changes: readonly Change[];
  /** Sentences to add: "could not be read since …", "this was delayed by …". */
  readonly notes: readonly string[];
  /** When the next reminder is due, where there is one. */
  readonly nextReminderAt: string | null;
  readonly acknowledgedBy: string | null;
}

/** Where notifications go. A sink never throws for an answer it received: it says what the answer means for the outbox. */
export interface Sink {
  readonly name: string;
  readonly send: (notification: Notification, context: SendContext) => Promise<Delivery>;
}

export interface SendContext {
  readonly signal: AbortSignal;
  /** What the sink stored for this alert group (a Slack message's timestamp), as it returned it. */
  readonly memory: Readonly<Record<string, string>>;
}

/**
 * `sent` and `degraded` (plain text, because the rich form was refused) are accepted; `later` is retried, not before `retryAfterSeconds`;
 * `broken` needs a person (revoked, forbidden): the entry is parked, and the other sinks are notified. `reason` never holds a secret.
 */
export type Delivery =
  | { readonly outcome: 'sent' | 'degraded'; readonly memory?: Readonly<Record<string, string>> }
  | { readonly outcome: 'later'; readonly retryAfterSeconds?: number; readonly reason: string }
  | { readonly outcome: 'broken'; readonly reason: string };
