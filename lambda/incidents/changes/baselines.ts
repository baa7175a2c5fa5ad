/** Baselines of what surrounds a load balancer: from when it was last healthy and from when its incident opened; and what changed since. */

import type { Incident } from '../lifecycle/incident.ts';
import type { Observation } from '../observe/observation.ts';
import type { Change } from '../outbox/notification.ts';
import type { Baseline, FactSet, Facts, KnownFacts, ObjectFacts } from './hashes.ts';

/** The baseline after a run; the same object where nothing changed. `incident` is undefined where it is healthy and was healthy before. */
export function baselineAfter(
  before: Baseline | undefined,
  observation: Observation,
  incident: Incident | undefined,
  facts: KnownFacts,
): Baseline | undefined {
  const arn = observation.subject.loadBalancer;
  if (arn === null || observation.subject.check !== 'target-health') return before;
  const now = facts.of.get(arn);
  if (now === undefined) return before;
  const old = before ?? { loadBalancer: arn, healthy: null, opened: null };
  if (observation.health.kind === 'healthy' && (incident === undefined || incident.phase === 'ok')) return healthyBaseline(old, now);
  const isNew = observation.health.kind === 'unhealthy' && old.opened === null;
  return isNew ? { ...old, opened: now } : before;
}

function healthyBaseline(old: Baseline, now: FactSet): Baseline {
  const healthy = merged(old.healthy, now);
  return old.opened === null && isSame(old.healthy, healthy) ? old : { ...old, healthy, opened: null };
}

/** What was not read in this run keeps its last known hashes. */
function merged(old: FactSet | null, now: FactSet): FactSet {
  return { own: { ...old?.own, ...now.own }, shared: now.shared ?? old?.shared ?? null };
}

const isSame = (a: FactSet | null, b: FactSet) => a !== null && a.shared === b.shared && JSON.stringify(a.own) === JSON.stringify(b.own);

/** What changed since it was last healthy; for a resolved incident, what changed since it opened. */
export function changesFor(
  kind: string,
  baseline: Baseline | undefined,
  known: KnownFacts,
  stored: ReadonlyMap<string, Facts>,
): readonly Change[] {
  if (baseline === undefined || kind === 'reminder') return [];
  const now = known.of.get(baseline.loadBalancer);
  const shared = new Map([...stored, ...known.shared]);
  return changesOf(kind === 'resolved' ? baseline.opened : baseline.healthy, now, shared);
}

/** Facts of clusters that some baseline still refers to. */
export function sharedAfter(
  baselines: ReadonlyMap<string, Baseline>,
  known: KnownFacts,
  before: ReadonlyMap<string, Facts>,
): ReadonlyMap<string, Facts> {
  const used = new Set([...baselines.values()].flatMap(({ healthy, opened }) => [healthy?.shared, opened?.shared]));
  const names = [...used].filter((name): name is string => typeof name === 'string');
  if (names.length === before.size && names.every((name) => before.has(name))) return before;
  return new Map(
    names.flatMap((name) => {
      const facts = before.get(name) ?? known.shared.get(name);
      return facts === undefined ? [] : [[name, facts] as const];
    }),
  );
}

/** More changes are no help: something like a complete ConfigMap was replaced. */
const maxChanges = 10;

/** Only objects read both times are compared: what was not read has not changed. */
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
  if (before.shared === after.shared) return own.slice(0, maxChanges);
  const [old, now] = [before.shared, after.shared].map((name) => (name === null ? {} : (shared.get(name) ?? {})));
  return [...changesBetween(old as Facts, now as Facts), ...own].slice(0, maxChanges);
}
