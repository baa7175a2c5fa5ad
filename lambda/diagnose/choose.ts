/** Chooses the smallest set of causes that explains the most failing targets with the least contradiction. */

import { type Confidence, hops } from './finding.ts';
import type { Candidate } from './reality.ts';

const confidenceRank: Readonly<Record<Confidence, number>> = { certain: 0, likely: 1, possible: 2 };

/** Beyond this many causes at once a greedy choice is as good: nobody repairs five things by one message. */
const mostTogether = 4;
const mostCandidates = 16;

export interface Choice {
  readonly chosen: readonly Candidate[];
  readonly rest: readonly Candidate[];
}

/** Best first: confidence, coverage, the special case before the general one, nearer the load balancer, then by id so that the order is one. */
export function compare(a: Candidate, b: Candidate): number {
  return (
    confidenceRank[a.cause.confidence] - confidenceRank[b.cause.confidence] ||
    b.explained.size - a.explained.size ||
    a.contradicted - b.contradicted ||
    (b.rule.specialCaseOf?.length ?? 0) - (a.rule.specialCaseOf?.length ?? 0) ||
    hops.indexOf(a.rule.hop) - hops.indexOf(b.rule.hop) ||
    (a.rule.id < b.rule.id ? -1 : 1)
  );
}

export function choose(candidates: readonly Candidate[]): Choice {
  const ranked = candidates.toSorted(compare);
  const first = smallestBest(ranked.filter(({ rule }) => !rule.lastResort));
  const left = withoutExplained(
    ranked.filter(({ rule }) => rule.lastResort),
    first,
  );
  const chosen = [...first, ...smallestBest(left)].toSorted((a, b) => b.explained.size - a.explained.size || compare(a, b));
  const ids = new Set(chosen.map(({ rule }) => rule.id));
  return { chosen, rest: ranked.filter(({ rule }) => !ids.has(rule.id)) };
}

/** A last resort explains only what nothing more exact explains. */
function withoutExplained(candidates: readonly Candidate[], by: readonly Candidate[]): readonly Candidate[] {
  const covered = union(by);
  return candidates
    .map((one) => ({ ...one, explained: new Set([...one.explained].filter((key) => !covered.has(key))) }))
    .filter((one) => one.explained.size > 0);
}

function smallestBest(ranked: readonly Candidate[]): readonly Candidate[] {
  const most = union(ranked).size;
  if (most === 0) return [];
  const pool = ranked.slice(0, mostCandidates);
  for (let size = 1; size <= Math.min(mostTogether, pool.length); size += 1) {
    const best = bestOf(subsets(pool, size).filter((set) => union(set).size === most));
    if (best !== undefined) return best;
  }
  return greedy(ranked);
}

/** Subsets come in the order of the ranking, so that between equals the better ranked wins. */
function bestOf(sets: readonly (readonly Candidate[])[]): readonly Candidate[] | undefined {
  return sets.toSorted((a, b) => contradictions(a) - contradictions(b) || confidences(a) - confidences(b))[0];
}

function greedy(ranked: readonly Candidate[]): readonly Candidate[] {
  const chosen: Candidate[] = [];
  let covered = 0;
  while (covered < union(ranked).size) {
    const next = ranked.toSorted((a, b) => gain(b, chosen) - gain(a, chosen) || compare(a, b))[0];
    if (next === undefined) break;
    chosen.push(next);
    covered = union(chosen).size;
  }
  return chosen;
}

const gain = (candidate: Candidate, chosen: readonly Candidate[]) => union([...chosen, candidate]).size - union(chosen).size;
const union = (candidates: readonly Candidate[]): ReadonlySet<string> => new Set(candidates.flatMap(({ explained }) => [...explained]));
const contradictions = (set: readonly Candidate[]) => set.reduce((sum, one) => sum + one.contradicted, 0);
const confidences = (set: readonly Candidate[]) => set.reduce((sum, one) => sum + confidenceRank[one.cause.confidence], 0);

function subsets<T>(of: readonly T[], size: number, from = 0): readonly (readonly T[])[] {
  if (size === 0) return [[]];
  return of.slice(from).flatMap((one, offset) => subsets(of, size - 1, from + offset + 1).map((rest) => [one, ...rest]));
}
