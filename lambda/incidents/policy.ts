/** Every number that incidents and notifications depend on: the thresholds of the settings, and the pauses that keep notifications few. */

import { defaultThresholds, type Thresholds } from '../settings.ts';

/** Times are seconds, counts are observations. */
export interface Policy extends Thresholds {
  /** Healthy observations after a resolve until relapses are forgotten. */
  readonly calmAfter: number;
  /** Between two updates of the same alert group; each update doubles it, up to `reminderSeconds`. */
  readonly updateSeconds: number;
  /** A region or cluster that is unreadable for so many observations is critical. */
  readonly unreadableCritical: number;
  /** Complete listings in a row without a load balancer until it is gone. */
  readonly absences: number;
  /** More new notifications than this in one run become one digest. */
  readonly storm: number;
  /** The same during the first `startSeconds` of a new store: what was unhealthy before nlb-doctor watched. */
  readonly stormAtStart: number;
  readonly startSeconds: number;
  /** What could not be delivered for so long is folded into a digest. */
  readonly foldSeconds: number;
  /** How often a parked sink is retried, and reported on the other sinks. */
  readonly parkedSeconds: number;
  /** Between two reads of what surrounds healthy load balancers: the baseline for what changed when one fails. */
  readonly baselineSeconds: number;
}

export const defaultPolicy: Policy = policyOf(defaultThresholds);

export function policyOf(thresholds: Thresholds): Policy {
  return {
    ...thresholds,
    calmAfter: 180,
    updateSeconds: 300,
    unreadableCritical: 30,
    absences: 2,
    storm: 50,
    stormAtStart: 5,
    startSeconds: 600,
    foldSeconds: 24 * 3600,
    parkedSeconds: 3600,
    baselineSeconds: 900,
  };
}
