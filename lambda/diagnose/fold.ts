/** Folds general findings under their special case and consequences under their cause, as the rules' metadata says. */

import type { Rule, RuleId } from './rule.ts';

export interface Speaker {
  readonly rule: Rule;
  readonly summary: string;
}

/** `heads` keep their place; `under` tells what each head carries. */
export interface Folded<T extends Speaker> {
  readonly heads: readonly T[];
  readonly under: ReadonlyMap<RuleId, readonly Speaker[]>;
}

/** `canHead` tells whether a finding may carry another: what was refuted carries nothing. */
export function fold<T extends Speaker>(speakers: readonly T[], canHead: (head: T, folded: T) => boolean): Folded<T> {
  const headOf = new Map<RuleId, T>();
  for (const speaker of speakers) {
    const head = speakers.find((other) => other !== speaker && carries(other.rule, speaker.rule) && canHead(other, speaker));
    if (head !== undefined) headOf.set(speaker.rule.id, head);
  }
  const under = new Map<RuleId, Speaker[]>();
  for (const speaker of speakers) {
    const top = topOf(speaker, headOf);
    if (top !== speaker) under.set(top.rule.id, [...(under.get(top.rule.id) ?? []), speaker]);
  }
  const foldedIds = new Set([...under.values()].flat().map(({ rule }) => rule.id));
  return { heads: speakers.filter(({ rule }) => !foldedIds.has(rule.id)), under };
}

const carries = (head: Rule, folded: Rule): boolean =>
  (head.specialCaseOf ?? []).includes(folded.id) || (folded.consequenceOf ?? []).includes(head.id);

/** Follows the heads upwards; a circle of metadata ends where it began. */
function topOf<T extends Speaker>(speaker: T, headOf: ReadonlyMap<RuleId, T>): T {
  const seen = new Set<RuleId>();
  let at = speaker;
  for (let head = headOf.get(at.rule.id); head !== undefined && !seen.has(head.rule.id); head = headOf.get(at.rule.id)) {
    seen.add(at.rule.id);
    at = head;
  }
  return seen.has(at.rule.id) ? speaker : at;
}
