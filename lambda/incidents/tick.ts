/** One run from a diagnosis: observe it, advance, and forget what is no longer there. Pure. */

import type { Diagnosis } from '../diagnose/diagnosis.ts';
import { adopt } from './adopt.ts';
import { type Advanced, advance, type Context } from './advance.ts';
import { coverageOf } from './coverage.ts';
import { observe, type Watch } from './observe.ts';
import type { State } from './state.ts';

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
