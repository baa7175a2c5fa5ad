/** Target health that follows from the model of the data plane: a target stays as it was seen until what decides about it changes. */

import type { TargetHealthDescription } from '../../lambda/snapshot/aws.ts';
import type { Snapshot } from '../../lambda/snapshot/snapshot.ts';
import type { Memory } from '../controllers/step.ts';
import { answers, type Destination } from '../dataPlane.ts';
import type { History } from '../history.ts';
import { words } from './health.ts';
import { afterCheck, type Progress, type State } from './thresholds.ts';

/** One registered target, what the model says of it, and what was seen. */
export interface Observed {
  readonly destination: Destination;
  readonly seen: TargetHealthDescription;
}

export interface Model {
  /** Whether a check of the target passes now; undefined where nothing has changed that decides about it. */
  readonly passes: (observed: Observed) => boolean | undefined;
}

/** Keeps what the model said of the first world: where it says the same today, the target is as it was seen. */
export function createModel(history: History, memory: Memory): Model {
  const first = new Map(
    observedIn(history.snapshot()).map((observed) => [keyOf(observed), { ...observed, answer: answerTo(history, memory, observed) }]),
  );
  return {
    passes: (observed) => {
      const known = first.get(keyOf(observed));
      const answer = answerTo(history, memory, observed);
      if (known === undefined) return answer ?? true;
      if (answer === undefined || answer === known.answer) return undefined;
      return answer;
    },
  };
}

const answerTo = (history: History, memory: Memory, { destination }: Observed) => answers(history.snapshot(), memory, destination);

const keyOf = ({ destination: { region, group, id, port } }: Observed): string => `${region}/${group.TargetGroupName}/${id}/${port}`;

export function observedIn({ regions }: Snapshot): readonly Observed[] {
  return regions.flatMap(({ region, targetGroups, targetHealth }) =>
    targetGroups.flatMap((group) => {
      const seen = targetHealth.get(group.TargetGroupName)?.items ?? [];
      return seen.map((one) => ({
        seen: one,
        destination: { region, group, id: one.Target.Id, port: one.Target.Port ?? group.Port ?? 0 },
      }));
    }),
  );
}

export interface ModelledHealth {
  readonly of: (region: string, targetGroup: string) => readonly TargetHealthDescription[] | undefined;
  readonly stop: () => Promise<void>;
}

/** Milliseconds between two checks: those of AWS are ten or thirty seconds apart. */
export function startModelledHealth(history: History, model: Model, interval: number): ModelledHealth {
  const progress = new Map<string, Progress>();
  const check = (observed: Observed) => {
    const passed = model.passes(observed) ?? (progress.has(keyOf(observed)) ? stateOf(observed.seen) === 'healthy' : undefined);
    if (passed === undefined) return;
    const { HealthyThresholdCount: healthy = 5, UnhealthyThresholdCount: unhealthy = 2 } = observed.destination.group;
    progress.set(
      keyOf(observed),
      afterCheck(progress.get(keyOf(observed)) ?? { state: stateOf(observed.seen), against: 0 }, passed, { healthy, unhealthy }),
    );
  };
  const timer = setInterval(() => {
    for (const observed of observedIn(history.snapshot())) check(observed);
  }, interval);
  timer.unref();
  return {
    of: (region, name) => {
      const ofGroup = observedIn(history.snapshot()).filter(
        ({ destination }) => destination.region === region && destination.group.TargetGroupName === name,
      );
      return ofGroup.length === 0 ? undefined : ofGroup.map((observed) => described(observed, progress.get(keyOf(observed))));
    },
    stop: async () => clearInterval(timer),
  };
}

function stateOf({ TargetHealth }: TargetHealthDescription): State {
  const state = TargetHealth?.State;
  return state === 'healthy' || state === 'unhealthy' ? state : 'initial';
}

function described({ seen }: Observed, progress: Progress | undefined): TargetHealthDescription {
  return progress === undefined || words[progress.state].State === seen.TargetHealth?.State
    ? seen
    : { ...seen, TargetHealth: words[progress.state] };
}
