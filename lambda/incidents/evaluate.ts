/** One run as a pure function: what was remembered and what was seen, into what is remembered now and what is to be told. */

import type { Diagnosis } from '../diagnose/diagnosis.ts';
import { secondsBetween } from '../text/time.ts';
import { baselineAfter, sharedAfter } from './changes/baselines.ts';
import type { KnownFacts } from './changes/hashes.ts';
import { type Life, newLife } from './lifecycle/incident.ts';
import { inhibitor } from './lifecycle/inhibit.ts';
import { isSilent, silencedBy } from './lifecycle/silence.ts';
import { step } from './lifecycle/transition.ts';
import { type Metrics, metricsOf } from './metrics.ts';
import { tell } from './notifications.ts';
import type { Sighting } from './observe/observation.ts';
import { coverageOf, observe, type Watch } from './observe/observe.ts';
import { foldOld, foldStorm } from './outbox/digest.ts';
import type { Entry } from './outbox/entry.ts';
import { assignThreads } from './outbox/group.ts';
import { tellBroken } from './outbox/sinkParked.ts';
import type { Policy } from './policy.ts';
import { pruned } from './prune.ts';
import { adopt } from './recoverFromOutbox.ts';
import type { State } from './state.ts';

export interface Context {
  /** The time of the run, RFC 3339: the only clock. */
  readonly now: string;
  readonly account: string | null;
  readonly sinks: readonly string[];
  readonly policy: Policy;
  readonly facts: KnownFacts;
}

export interface Advanced {
  readonly state: State;
  readonly metrics: Metrics;
}

/** @param sightings ordered by fingerprint, so that the same sights give the same bytes */
export function advance(before: State, sightings: readonly Sighting[], context: Context): Advanced {
  const stepped = stepAll(before, sightings, context);
  const inhibited = inhibitor(stepped.lives.values());
  const mayBeTold = (life: Life) => !isSilent(life, before.silences, context.now) && !inhibited(life).has('silent');
  const threaded = { ...stepped, lives: assignThreads(stepped.lives, mayBeTold, context.now) };
  // What repaired it is told from what was remembered until now: the run that sees it well again begins anew.
  const told = { ...threaded, baselines: before.baselines, shared: before.shared };
  const created = tell(told, sightings, { ...context, mayBeTold, inhibited });
  const state = pruned({ ...threaded, entries: withNew(before, created, context) }, context);
  return { state, metrics: metricsOf(state, created, context.now) };
}

function stepAll(before: State, sightings: readonly Sighting[], { now, policy, facts }: Context): State {
  const lives = new Map(before.lives);
  const baselines = new Map(before.baselines);
  for (const sighting of sightings) {
    const life = lived(lives.get(sighting.fingerprint), sighting, now, policy);
    if (life !== undefined) lives.set(sighting.fingerprint, silencedBy(life, before.silences, now));
    const arn = sighting.subject.loadBalancer;
    const baseline = arn === null ? undefined : baselineAfter(baselines.get(arn), sighting, life, facts);
    if (arn !== null && baseline !== undefined) baselines.set(arn, baseline);
  }
  const shared = new Map([...before.shared, ...facts.shared]);
  return { ...before, lives, baselines, shared: facts.shared.size === 0 ? before.shared : sharedAfter(baselines, facts, shared) };
}

/** What is well and has no past needs no memory. */
function lived(before: Life | undefined, { subject, fingerprint, observation }: Sighting, now: string, policy: Policy): Life | undefined {
  if (before === undefined && observation.kind !== 'unhealthy') return undefined;
  const life = before ?? newLife(fingerprint, subject);
  const placed = subject.cluster === null || subject.cluster === life.subject.cluster ? life : { ...life, subject };
  return step(placed, observation, now, policy);
}

function withNew({ entries, startedAt }: State, created: readonly Entry[], { now, sinks, policy }: Context): State['entries'] {
  const isStart = secondsBetween(startedAt, now) <= policy.startSeconds;
  const broken = tellBroken([...entries.values()], sinks, now, policy);
  const old = foldOld([...entries.values()], sinks, now, policy);
  const all = [...old, ...foldStorm(created, sinks, isStart, now, policy), ...broken];
  if (created.length === 0 && broken.length === 0 && old.length === entries.size && old.every((entry) => entries.get(entry.id) === entry))
    return entries;
  return new Map(all.map((entry) => [entry.id, entry]));
}

/** One run from a diagnosis: observe it, advance, and forget what is no longer there. Pure. */

/** @param watch the regions the run was asked to look at: elsewhere, what is not seen is unknown */
export function tick(before: State, diagnosis: Diagnosis, watch: Watch, context: Omit<Context, 'account'>): Advanced {
  const state = adopt(withoutGone(before, diagnosis, watch));
  const remembered = [...state.lives.values()].map(({ subject }) => subject);
  return advance(state, observe(diagnosis, watch, remembered), { ...context, account: diagnosis.account });
}

function withoutGone(state: State, diagnosis: Diagnosis, { regions }: Watch): State {
  const { listed } = coverageOf(diagnosis, regions);
  const present = new Set(diagnosis.loadBalancers.map(({ arn }) => arn));
  const gone = [...state.baselines.keys()].filter((arn) => !present.has(arn) && listed.has(arn.split(':')[3] ?? ''));
  if (gone.length === 0) return state;
  const without = new Set(gone);
  return { ...state, baselines: new Map([...state.baselines].filter(([arn]) => !without.has(arn))) };
}
