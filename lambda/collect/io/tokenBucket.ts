/** A token bucket: ELBv2 counts the calls of a whole account in a region, and the controllers that register targets need theirs. */

import { pause } from './budget.ts';

export interface Bucket {
  /** Resolves when a call may be made. @throws BudgetEnded when the signal aborts before. */
  readonly take: (signal: AbortSignal) => Promise<void>;
  /** Milliseconds until the next call may be made. */
  readonly wait: () => number;
}

/** Tokens go below zero: whoever waits has a place in the line, first come, first served. */
export function createBucket(perSecond: number, burst: number, now: () => number = () => performance.now()): Bucket {
  let tokens = burst;
  let filledAt = now();
  const refill = () => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * perSecond);
    filledAt = at;
  };
  const wait = () => {
    refill();
    return tokens >= 1 ? 0 : ((1 - tokens) / perSecond) * 1000;
  };
  const take = async (signal: AbortSignal) => {
    const milliseconds = wait();
    tokens -= 1;
    if (milliseconds > 0) await pause(milliseconds, signal);
  };
  return { take, wait };
}
