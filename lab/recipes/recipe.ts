/**
 * A recipe: how the scenarios of a rule differ from a healthy world. To add one:
 * 1. copy a recipe of the same area; start from gatewayWorld() or plainWorld();
 * 2. `cause`: change what is wrong, mark the targets that fail of it, say what is expected and why;
 * 3. `twin`: the look-alike that is healthy, and the rule under `never` (or `cause: none`);
 * 4. list it in index.ts;
 * 5. `npm run scenarios`, then `npm test -- test/scenarios`.
 */

import type { Status } from '../../lambda/diagnose/diagnosis.ts';
import type { Confidence } from '../../lambda/diagnose/finding.ts';
import type { RuleId } from '../../lambda/diagnose/rule.ts';
import type { Snapshot } from '../../lambda/snapshot/snapshot.ts';

/** What is expected of one load balancer or cluster; `none`: no finding is a cause. */
export interface Expected {
  readonly cause?: RuleId | 'none';
  readonly confidence?: Confidence;
  readonly also?: readonly RuleId[];
  readonly never?: readonly RuleId[];
  readonly unknown?: readonly RuleId[];
  readonly ruledOut?: readonly RuleId[];
  readonly status?: Status;
}

export interface Scenario {
  readonly world: () => Snapshot;
  /** `made`, or the address of the published incident. */
  readonly source: string;
  /** What decides the case, for people. */
  readonly why: string;
  /** Of every load balancer in the world that has no expectation of its own in `loadBalancers`. */
  readonly expected: Expected;
  readonly loadBalancers?: Readonly<Record<string, Expected>>;
  /** Of the cluster. */
  readonly cluster?: Expected;
}

export interface Recipe {
  readonly rule: RuleId;
  /** By folder: `cause…` speaks, `twin…` stays silent. */
  readonly scenarios: Readonly<Record<string, Scenario>>;
}
