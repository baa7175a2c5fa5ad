/** What one run observes of each watched subject. Not knowing is `unknown`, which opens nothing and closes nothing. */

import type { LoadBalancerDiagnosis } from '../../diagnose/diagnosis.ts';
import type { IncidentSeverity, SharedCause, Subject } from '../types.ts';

export interface Unhealthy {
  readonly kind: 'unhealthy';
  readonly severity: IncidentSeverity;
  readonly cause: SharedCause | null;
  /** False: a cause may be hidden in what could not be read, so that one known before remains. */
  readonly causeKnown: boolean;
  /** The whole load balancer is down: an incident opens sooner. */
  readonly down: boolean;
}

export type Health =
  | { readonly kind: 'healthy' }
  | Unhealthy
  | { readonly kind: 'unknown'; readonly reason: string }
  /** A complete listing does not have it. */
  | { readonly kind: 'gone' };

export interface Observation {
  readonly subject: Subject;
  readonly fingerprint: string;
  readonly health: Health;
  readonly diagnosis: LoadBalancerDiagnosis | null;
  /** Sentences to show with it: what could not be read, and why. */
  readonly notes: readonly string[];
}
