/** What one run says of one thing that is watched. Silence is `unknown`, which opens nothing and closes nothing. */

import type { LoadBalancerDiagnosis } from '../../diagnose/diagnosis.ts';
import type { IncidentSeverity } from '../outbox/notification.ts';
import type { Subject } from '../types.ts';

/** `scope` names the object that several load balancers share and that is at fault; empty where it is the whole cluster. */
export interface SharedCause {
  readonly rule: string;
  readonly scope: string;
}

export interface Unhealthy {
  readonly kind: 'unhealthy';
  readonly severity: IncidentSeverity;
  readonly cause: SharedCause | null;
  /** False: a cause may be hidden in what could not be read, so that one known before still stands. */
  readonly causeKnown: boolean;
  /** The whole load balancer is down: opens sooner. */
  readonly down: boolean;
}

export type Observation =
  | { readonly kind: 'healthy' }
  | Unhealthy
  | { readonly kind: 'unknown'; readonly reason: string }
  /** Not in a complete listing. */
  | { readonly kind: 'gone' };

export interface Sighting {
  readonly subject: Subject;
  readonly fingerprint: string;
  readonly observation: Observation;
  readonly diagnosis: LoadBalancerDiagnosis | null;
  /** Sentences to show with it: what could not be read, and why. */
  readonly notes: readonly string[];
}
