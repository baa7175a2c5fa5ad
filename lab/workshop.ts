/** A lab in which a person may repair things: controllers that do what follows from a write, and target health that follows from the model. */

import type { TargetHealthDescription } from '../lambda/snapshot/aws.ts';
import { startControllers } from './controllers/controllers.ts';
import type { Health } from './health/health.ts';
import type { ListenerRule } from './health/listeners.ts';
import { createModel, type Model, observedIn, startModelledHealth } from './health/modelled.ts';
import type { History } from './history.ts';

export interface WorkshopOptions {
  readonly history: History;
  readonly clock: () => Date;
  /** Real checks, where the world has them: the model then opens and closes their listeners. */
  readonly health: Health | undefined;
  readonly pace: number;
}

export interface Workshop {
  /** A change that somebody makes outside of Kubernetes. */
  readonly change: History['change'];
  /** Undefined where real checks say it. */
  readonly healthOf: (region: string, targetGroup: string) => readonly TargetHealthDescription[] | undefined;
  readonly stop: () => Promise<void>;
}

export function openWorkshop({ history, clock, health, pace }: WorkshopOptions): Workshop {
  const controllers = startControllers({ history, clock, pace });
  const model = createModel(history, controllers.memory);
  const change: History['change'] = (edit) => {
    history.change(edit);
    controllers.wake();
  };
  if (health !== undefined) {
    const unsubscribe = history.subscribe(() => void health.listen(listenersOf(history, model)));
    return { change, healthOf: () => undefined, stop: async () => void [unsubscribe(), controllers.stop()] };
  }
  const modelled = startModelledHealth(history, model, pace);
  return {
    change,
    healthOf: modelled.of,
    stop: async () => {
      controllers.stop();
      await modelled.stop();
    },
  };
}

/** On every port of a target group the nodes of which the model says that they answer. */
function listenersOf(history: History, model: Model): readonly ListenerRule[] {
  const answering = observedIn(history.snapshot()).filter(
    (observed) => model.passes(observed) ?? observed.seen.TargetHealth?.State === 'healthy',
  );
  return answering.map(({ destination: { id, port } }) => ({ port, nodes: [id] }));
}
