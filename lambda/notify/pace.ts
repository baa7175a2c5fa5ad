/** Keeps messages of one sink apart, so that a burst is not refused. */

import { setTimeout as wait } from 'node:timers/promises';

/** @returns a wait that ends when its turn has come, or when the signal aborts. Times are milliseconds of the monotonic clock. */
export function pacer(milliseconds: number): (signal: AbortSignal) => Promise<void> {
  let next = 0;
  return async (signal) => {
    const now = performance.now();
    const turn = Math.max(now, next);
    next = turn + milliseconds;
    if (turn > now) await wait(turn - now, undefined, { signal }).catch(() => undefined);
  };
}
