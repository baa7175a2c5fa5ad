/**
 * The table of a rule: the worlds in which it speaks, stays silent, or cannot tell. One file a rule, with the rule's name.
 *
 * To add one: copy a table of the same area, start from gatewayWorld() or plainWorld(), and change what is different. `cause` is the world in which
 * the rule explains the failing targets, `twin` the healthy world that looks like it. List it in index.ts.
 */

import type { Status } from '../../../lambda/diagnose/diagnosis.ts';
import type { Confidence } from '../../../lambda/diagnose/finding.ts';
import type { RuleId } from '../../../lambda/diagnose/rule.ts';
import type { Snapshot } from '../../../lambda/snapshot/snapshot.ts';

/** What the whole engine is expected to say of one load balancer or cluster; `none`: no finding is a cause. */
export interface Expected {
  readonly cause?: RuleId | 'none';
  readonly confidence?: Confidence;
  readonly also?: readonly RuleId[];
  readonly never?: readonly RuleId[];
  readonly unknown?: readonly RuleId[];
  readonly ruledOut?: readonly RuleId[];
  readonly status?: Status;
}

export type World = () => Snapshot;

/** What the rule alone says of a world, once the engine has tested it against the targets. */
export type Says = 'cause' | 'advice' | 'ruledOut' | 'silent' | 'unknown';

/** A world that is tested with this rule alone. */
export interface RuleCase {
  readonly world: World;
  readonly says: Says;
}

/** A world that is tested with all rules, and that `demo` and `npm run scenarios` can show. */
export interface Scenario {
  readonly world: World;
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

/** By name: a scenario has a name for a folder (`cause`, `twin`), other cases have a sentence. */
export type Cases = Readonly<Record<string, World | RuleCase | Scenario>>;

export interface RuleTable {
  readonly rule: RuleId;
  /** A bare world: the rule is a cause. */
  readonly speaks: Cases;
  /** A bare world: the rule is ruled out. */
  readonly silent: Cases;
  /** A bare world: the rule cannot tell. */
  readonly unknown?: Cases;
}

export const ruleTable = (rule: RuleId, cases: Omit<RuleTable, 'rule'>): RuleTable => ({ rule, ...cases });

const isScenario = (one: World | RuleCase | Scenario): one is Scenario => typeof one === 'object' && 'why' in one;

/** The scenarios of a table by name. */
export const scenariosOf = ({ speaks, silent, unknown = {} }: RuleTable): ReadonlyMap<string, Scenario> =>
  new Map(
    [speaks, silent, unknown].flatMap((cases) =>
      Object.entries(cases).flatMap(([name, one]) => (isScenario(one) ? [[name, one] as const] : [])),
    ),
  );

/** The cases for the rule alone by name. */
export function ruleCasesOf({ speaks, silent, unknown = {} }: RuleTable): ReadonlyMap<string, RuleCase> {
  const cases = (group: Cases, says: Says) =>
    Object.entries(group).flatMap(([name, one]) => {
      if (isScenario(one)) return [];
      return [[name, typeof one === 'function' ? { world: one, says } : one] as const];
    });
  return new Map([...cases(speaks, 'cause'), ...cases(silent, 'ruledOut'), ...cases(unknown, 'unknown')]);
}
