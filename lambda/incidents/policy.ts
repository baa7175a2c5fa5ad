/** Every number the life of an incident depends on: the thresholds people may set, and the pauses that keep messages few. */

import { defaultThresholds, type Thresholds } from '../settings.ts';

/** Times are seconds, counts are observations. */
export interface Policy extends Thresholds {
  /** Healthy observations after a resolve that make relapses forgotten. */
  readonly calmAfter: number;
  /** Between two updates of the same announcement, doubled by each of them up to `reminderSeconds`. */
  readonly updateSeconds: number;
  /** A scope that could not be read for so many observations is critical. */
  readonly blindCritical: number;
  /** Complete listings in a row without it, until something is gone. */
  readonly absences: number;
  /** More new announcements than this in one run become one digest. */
  readonly storm: number;
  /** The same during the first `startSeconds` of a new table: what was bad before anybody watched. */
  readonly stormAtStart: number;
  readonly startSeconds: number;
  /** What could not be delivered for so long is folded into a digest. */
  readonly foldSeconds: number;
  /** A sink that needs a person is tried again, and complained about on the others, this often. */
  readonly parkedSeconds: number;
  /** Between two looks at what surrounds healthy load balancers, so that it can be said what changed when one breaks. */
  readonly baselineSeconds: number;
}

export const defaultPolicy: Policy = policyOf(defaultThresholds);

export function policyOf(thresholds: Thresholds): Policy {
  return {
    ...thresholds,
    calmAfter: 180,
    updateSeconds: 300,
    blindCritical: 30,
    absences: 2,
    storm: 50,
    stormAtStart: 5,
    startSeconds: 600,
    foldSeconds: 24 * 3600,
    parkedSeconds: 3600,
    baselineSeconds: 900,
  };
}
