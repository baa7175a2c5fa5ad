/** What a preflight checks, and what it found. */

import type { Resource } from '../../lambda/snapshot/kubernetes.ts';

/** `unknown`: no answer that tells. `absent`: the API server does not serve the kind, so that nothing is missed yet. */
export type Verdict = 'allowed' | 'denied' | 'unknown' | 'absent';

/** What a grant must name to make a denied check an allowed one. */
export type Need =
  | { readonly kind: 'action'; readonly action: string }
  | { readonly kind: 'resource'; readonly resource: Resource }
  | { readonly kind: 'logs' }
  /** The cluster does not know the caller. */
  | { readonly kind: 'identity' }
  /** An answer of any kind. */
  | { readonly kind: 'answer' };

/** One thing that must be allowed. */
export interface Check {
  /** In the words of AWS or Kubernetes: an action, or verb and resource. */
  readonly what: string;
  readonly need: Need;
  readonly region: string;
  readonly cluster?: string;
  readonly verdict: Verdict;
  /** Why it is not allowed, where somebody said. */
  readonly error?: string;
}

export interface Preflight {
  readonly checks: readonly Check[];
  /** What is allowed and should not be. */
  readonly warnings: readonly string[];
}
