/** What can go wrong with an answer on its way: late, never, in drips, cut off, replaced, without end. `mishaps.ts` has them ready made. */

import type { Answer } from './answer.ts';
import type { Call } from './calls.ts';

export type Effect =
  /** Milliseconds before the answer. */
  | { readonly kind: 'latency'; readonly milliseconds: number }
  /** The request is taken, and no answer comes. */
  | { readonly kind: 'hang' }
  /** Headers at once, then one byte of the answer at a time; after its end spaces, for ever. */
  | { readonly kind: 'drip'; readonly everyMilliseconds: number }
  /** The connection is reset before the answer, or after half of it. */
  | { readonly kind: 'reset'; readonly after?: 'headers' }
  /** Another status, headers or body instead of the true answer's. */
  | { readonly kind: 'answer'; readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** The true answer, changed. */
  | { readonly kind: 'change'; readonly change: (answer: Answer, call: Call) => Answer }
  /** A body that never ends, in chunks of 64 KB. */
  | { readonly kind: 'endless' };

/** The answer as its effects leave it, in their order. */
export function changed(answer: Answer, effects: readonly Effect[], call: Call): Answer {
  return effects.reduce((before, effect) => changedBy(before, effect, call), answer);
}

function changedBy(answer: Answer, effect: Effect, call: Call): Answer {
  if (effect.kind === 'change') return effect.change(answer, call);
  if (effect.kind !== 'answer') return answer;
  const { status = answer.status, headers = {}, body = answer.body } = effect;
  return { status, headers: { ...answer.headers, ...headers }, body };
}
