/** A rule by its id, or by the part behind the area: `agents-not-restarted` is `cilium/agents-not-restarted`. */

import type { Rule } from '../lambda/diagnose/rule.ts';
import { rules } from '../lambda/diagnose/rules/index.ts';
import { singleLine } from '../lambda/report/escape.ts';
import { UsageError } from './command.ts';
import { nearest } from './nearest.ts';

/** @throws UsageError with the nearest id */
export function ruleNamed(given: string): Rule {
  const found = rules.filter(({ id }) => id === given || id.endsWith(`/${given}`));
  const [rule] = found;
  if (rule !== undefined && found.length === 1) return rule;
  const known = rules.map(({ id }) => id);
  throw new UsageError(`there is no rule "${singleLine(given)}".${nearest(given, known)} nlb-doctor rules lists them all.`);
}
