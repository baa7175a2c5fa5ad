/** From checks to a state: so many in a row make a target healthy, so many unhealthy. Pure. */

export type State = 'initial' | 'healthy' | 'unhealthy';

export interface Progress {
  readonly state: State;
  /** Checks in a row that went against the state. */
  readonly against: number;
}

export interface Thresholds {
  readonly healthy: number;
  readonly unhealthy: number;
}

export const atFirst: Progress = { state: 'initial', against: 0 };

/** The first check decides about a new target, as NLB does (one success brings it in, one failure keeps it out). */
export function afterCheck({ state, against }: Progress, passed: boolean, thresholds: Thresholds): Progress {
  if (state === 'initial') return { state: passed ? 'healthy' : 'unhealthy', against: 0 };
  const agrees = passed === (state === 'healthy');
  if (agrees) return { state, against: 0 };
  const needed = passed ? thresholds.healthy : thresholds.unhealthy;
  if (against + 1 < needed) return { state, against: against + 1 };
  return { state: passed ? 'healthy' : 'unhealthy', against: 0 };
}
