/** One rule, one world: what the rule makes of it once the engine has held it against the targets. */

import type { ReportedFinding } from '../../../lambda/diagnose/diagnosis.ts';
import { diagnoseBy } from '../../../lambda/diagnose/engine.ts';
import type { Rule } from '../../../lambda/diagnose/rule.ts';
import type { Snapshot } from '../../../lambda/snapshot/snapshot.ts';
import { joinTopology } from '../../../lambda/topology/join.ts';

export interface Look {
  readonly causes: readonly ReportedFinding[];
  readonly advice: readonly ReportedFinding[];
  /** The fact that excludes the rule, where one does. */
  readonly ruledOut: string | undefined;
  /** What was missing, where something was. */
  readonly unknown: string | undefined;
  readonly grant: string | undefined;
}

/** Of all load balancers, or clusters, of the world. */
export function lookAt(rule: Rule, world: Snapshot): Look {
  const { loadBalancers, clusters } = diagnoseBy([rule], joinTopology(world));
  const findings = (rule.subject === 'cluster' ? clusters : loadBalancers).flatMap((subject) => subject.findings);
  const [missing] = loadBalancers.flatMap(({ unknown }) => unknown);
  return {
    causes: findings.filter(({ kind }) => kind === 'cause'),
    advice: findings.filter(({ kind }) => kind === 'advice'),
    ruledOut: loadBalancers.flatMap(({ ruledOut }) => ruledOut)[0]?.because,
    unknown: missing?.missing,
    grant: missing?.grant,
  };
}

/** `cause`, `advice`, `ruledOut`, `unknown` or `silent`: for tables. */
export function wordFor(rule: Rule, world: Snapshot): 'cause' | 'advice' | 'ruledOut' | 'unknown' | 'silent' {
  const look = lookAt(rule, world);
  if (look.causes.length > 0) return 'cause';
  if (look.advice.length > 0) return 'advice';
  if (look.unknown !== undefined) return 'unknown';
  return look.ruledOut === undefined ? 'silent' : 'ruledOut';
}
