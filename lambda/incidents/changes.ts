/** What changed between two looks. Only objects seen both times are compared: what was not read has not changed. */

import type { Change } from './announcement.ts';
import type { FactSet, Facts, ObjectFacts } from './facts.ts';

/** More are no help: something like a whole ConfigMap was replaced. */
const most = 10;

export function changesBetween(before: Facts, after: Facts): readonly Change[] {
  return Object.keys(before)
    .filter((name) => Object.hasOwn(after, name))
    .toSorted()
    .flatMap((name) => changedParts(name, before[name] as ObjectFacts, after[name] as ObjectFacts));
}

function changedParts(name: string, before: ObjectFacts, after: ObjectFacts): readonly Change[] {
  const parts = [...new Set([...Object.keys(before.parts), ...Object.keys(after.parts)])].toSorted();
  const changed = parts.filter((part) => before.parts[part] !== after.parts[part]);
  return changed.map((part) => ({ what: part === '' ? name : `${name} ${part}`, at: after.at }));
}

/** @param shared the facts of clusters by name */
export function changesOf(before: FactSet | null, after: FactSet | undefined, shared: ReadonlyMap<string, Facts>): readonly Change[] {
  if (before === null || after === undefined) return [];
  const own = changesBetween(before.own, after.own);
  if (before.shared === after.shared) return own.slice(0, most);
  const [old, now] = [before.shared, after.shared].map((name) => (name === null ? {} : (shared.get(name) ?? {})));
  return [...changesBetween(old as Facts, now as Facts), ...own].slice(0, most);
}
