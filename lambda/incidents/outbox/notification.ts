/** What is told of an incident: data, not text. Every sink words it in its own way. */

import type { LoadBalancerDiagnosis } from '../../diagnose/diagnosis.ts';

export type AnnouncementKind = 'opened' | 'updated' | 'reminder' | 'reopened' | 'resolved' | 'gone' | 'digest' | 'blind' | 'sighted';
export type IncidentSeverity = 'critical' | 'high' | 'warning' | 'info';

/** One object that changed between two looks at a load balancer. */
export interface Change {
  /** `ConfigMap kube-system/cilium-config enable-envoy-config` */
  readonly what: string;
  /** RFC 3339, where the object says when. */
  readonly at: string | null;
}

/** One load balancer in a message: an incident of its own, or a member of a group with one shared cause. */
export interface Member {
  readonly incidentId: string;
  readonly loadBalancer: string;
  readonly region: string;
  readonly cluster: string | null;
  readonly severity: IncidentSeverity;
}

export interface Announcement {
  readonly format: 1;
  readonly incidentId: string;
  /** Increments with every new announcement of the incident. */
  readonly sequence: number;
  /** `<incidentId>:<sequence>:<kind>`: never carries two contents. */
  readonly key: string;
  readonly kind: AnnouncementKind;
  readonly severity: IncidentSeverity;
  /** What is watched: the health of targets, the scheme, or whether a region or cluster can be read. */
  readonly check: 'target-health' | 'scheme' | 'reading';
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
  /** The diagnosis that is told; null for digests and for what cannot be read. */
  readonly diagnosis: LoadBalancerDiagnosis | null;
  /** The first ten at most; `more` counts the others. */
  readonly members: readonly Member[];
  readonly more: number;
  /** What changed since the load balancer was last healthy (opened), or what changed that repaired it (resolved). */
  readonly changes: readonly Change[];
  /** Sentences to add: "could not be read since …", "this was delayed by …". */
  readonly notes: readonly string[];
  /** The next reminder, where there will be one. */
  readonly nextReminderAt: string | null;
  readonly acknowledgedBy: string | null;
}

/** Where announcements go. A sink never throws for an answer it got: it says what the answer means for the outbox. */
export interface Sink {
  readonly name: string;
  readonly send: (announcement: Announcement, context: SendContext) => Promise<Delivery>;
}

export interface SendContext {
  readonly signal: AbortSignal;
  /** What the sink remembered of this incident (a Slack message's timestamp), as it returned it. */
  readonly memory: Readonly<Record<string, string>>;
}

/**
 * `sent` and `degraded` (plain text, because the rich form was refused) are accepted; `later` is tried again, not before `retryAfterSeconds`;
 * `broken` needs a person (revoked, forbidden): the entry is parked and told on the other sinks. `reason` never holds a secret.
 */
export type Delivery =
  | { readonly outcome: 'sent' | 'degraded'; readonly memory?: Readonly<Record<string, string>> }
  | { readonly outcome: 'later'; readonly retryAfterSeconds?: number; readonly reason: string }
  | { readonly outcome: 'broken'; readonly reason: string };
