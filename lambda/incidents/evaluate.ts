/** One run as a pure function: the stored state and a diagnosis in; the next state with its outbox, and the metrics, out. */

import type { Diagnosis } from '../diagnose/diagnosis.ts';
import { regionOf } from '../text/arn.ts';
import { secondsBetween } from '../text/time.ts';
import { baselineAfter, sharedAfter } from './changes/baselines.ts';
import { type Incident, newIncident } from './lifecycle/incident.ts';
import { inhibitor } from './lifecycle/inhibit.ts';
import { isSilent, silencedBy } from './lifecycle/silence.ts';
import { transition } from './lifecycle/transition.ts';
import { type Metrics, metricsOf } from './metrics.ts';
import { type EvaluationContext, newEntries } from './notifications.ts';
import type { Observation } from './observe/observation.ts';
import { coverageOf, observe, type WatchedRegions } from './observe/observe.ts';
import { foldOld, foldStorm } from './outbox/digest.ts';
import type { Entry } from './outbox/entry.ts';
import { assignAlertGroups } from './outbox/group.ts';
import { parkedSinkEntries } from './outbox/sinkParked.ts';
import { prune } from './prune.ts';
import { recoverFromOutbox } from './recoverFromOutbox.ts';
import type { State } from './state.ts';

export interface Evaluated {
  readonly state: State;
  /** New entries of the outbox, with the reason of each. */
  readonly created: readonly Entry[];
  readonly metrics: Metrics;
}

/** @param watched the regions that the run looks at: outside of them, what is not seen is unknown */
export function evaluate(
  before: State,
  diagnosis: Diagnosis,
  watched: WatchedRegions,
  context: Omit<EvaluationContext, 'account'>,
): Evaluated {
  const state = recoverFromOutbox(withoutDeletedBaselines(before, diagnosis, watched));
  const stored = [...state.incidents.values()].map(({ subject }) => subject);
  return evaluateObservations(state, observe(diagnosis, watched, stored), { ...context, account: diagnosis.account });
}

/** @param observations ordered by fingerprint, so that the same observations give the same bytes */
export function evaluateObservations(before: State, observations: readonly Observation[], context: EvaluationContext): Evaluated {
  const changed = transitionAll(before, observations, context);
  const inhibited = inhibitor(changed.incidents.values());
  const mayNotify = (incident: Incident) => !isSilent(incident, before.silences, context.now) && !inhibited(incident).has('silent');
  const grouped = { ...changed, incidents: assignAlertGroups(changed.incidents, mayNotify, context.now) };
  // A resolved notification says what changed since the incident opened, so it needs the baselines from before this run.
  const withOldBaselines = { ...grouped, baselines: before.baselines, shared: before.shared };
  const created = newEntries(withOldBaselines, observations, { ...context, mayNotify, inhibited });
  const state = prune({ ...grouped, entries: outboxWith(before, created, context) }, context);
  return { state, created, metrics: metricsOf(state, created, context.now) };
}

/** Baselines of load balancers that a complete listing no longer has. */
function withoutDeletedBaselines(state: State, diagnosis: Diagnosis, { regions }: WatchedRegions): State {
  const { listed } = coverageOf(diagnosis, regions);
  const present = new Set(diagnosis.loadBalancers.map(({ arn }) => arn));
  const deleted = new Set([...state.baselines.keys()].filter((arn) => !present.has(arn) && listed.has(regionOf(arn) ?? '')));
  if (deleted.size === 0) return state;
  return { ...state, baselines: new Map([...state.baselines].filter(([arn]) => !deleted.has(arn))) };
}

function transitionAll(before: State, observations: readonly Observation[], { now, policy, facts }: EvaluationContext): State {
  const incidents = new Map(before.incidents);
  const baselines = new Map(before.baselines);
  for (const observation of observations) {
    const incident = incidentAfter(incidents.get(observation.fingerprint), observation, now, policy);
    if (incident !== undefined) incidents.set(observation.fingerprint, silencedBy(incident, before.silences, now));
    const arn = observation.subject.loadBalancer;
    const baseline = arn === null ? undefined : baselineAfter(baselines.get(arn), observation, incident, facts);
    if (arn !== null && baseline !== undefined) baselines.set(arn, baseline);
  }
  const shared = new Map([...before.shared, ...facts.shared]);
  return { ...before, incidents, baselines, shared: facts.shared.size === 0 ? before.shared : sharedAfter(baselines, facts, shared) };
}

/** A healthy subject without a history is not stored. */
function incidentAfter(
  before: Incident | undefined,
  { subject, fingerprint, health }: Observation,
  now: string,
  policy: EvaluationContext['policy'],
): Incident | undefined {
  if (before === undefined && health.kind !== 'unhealthy') return undefined;
  const incident = before ?? newIncident(fingerprint, subject);
  const isSameCluster = subject.cluster === null || subject.cluster === incident.subject.cluster;
  return transition(isSameCluster ? incident : { ...incident, subject }, health, now, policy);
}

function outboxWith({ entries, startedAt }: State, created: readonly Entry[], { now, sinks, policy }: EvaluationContext): State['entries'] {
  const isStart = secondsBetween(startedAt, now) <= policy.startSeconds;
  const parked = parkedSinkEntries([...entries.values()], sinks, now, policy);
  const old = foldOld([...entries.values()], sinks, now, policy);
  const isUnchanged = old.length === entries.size && old.every((entry) => entries.get(entry.id) === entry);
  if (created.length === 0 && parked.length === 0 && isUnchanged) return entries;
  const all = [...old, ...foldStorm(created, sinks, isStart, now, policy), ...parked];
  return new Map(all.map((entry) => [entry.id, entry]));
}
