/** The deadline holds, whoever does not listen; the bucket keeps the pace. */

import { describe, expect, test } from '@jest/globals';
import { BudgetEnded, pause, startBudget, within } from '../../lambda/collect/io/budget.ts';
import { createBucket } from '../../lambda/collect/io/tokenBucket.ts';
import { timed } from '../patience.ts';

const forever = () => new Promise<never>(() => {});

describe('a budget', () => {
  test('keeps 500 ms in reserve, of a short one half', () => {
    const begun = performance.now();
    const { remaining } = startBudget(10_000);
    expect(remaining()).toBeGreaterThan(9490 - (performance.now() - begun));
    expect(startBudget(10_000).remaining()).toBeLessThanOrEqual(9500);
    expect(startBudget(400).remaining()).toBeLessThanOrEqual(200);
  });

  test('ends a call that does not listen to its signal', async () => {
    const { took } = await timed(() => expect(within(startBudget(100), forever)).rejects.toThrow(BudgetEnded));
    expect(took).toBeLessThan(300);
  });

  test('a part ends before the whole, and never after it', async () => {
    const whole = startBudget(60_000);
    await expect(within(whole.part(30), forever)).rejects.toThrow(BudgetEnded);
    expect(whole.remaining()).toBeGreaterThan(0);
    expect(whole.part(90_000).remaining()).toBeLessThanOrEqual(59_500);
  });

  test('ends with the signal of the caller', async () => {
    const stop = new AbortController();
    const call = within(startBudget(60_000, stop.signal), forever);
    stop.abort();
    await expect(call).rejects.toThrow(BudgetEnded);
    await expect(within(startBudget(60_000, stop.signal), async () => 1)).rejects.toThrow(BudgetEnded);
  });

  test('an error of the call itself comes through', async () => {
    await expect(within(startBudget(1000), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  test('a pause does not outlive the signal', async () => {
    await expect(pause(60_000, AbortSignal.timeout(20))).rejects.toThrow(BudgetEnded);
  });
});

describe('a bucket', () => {
  test('gives its burst at once, then one call a step, in the order of asking', () => {
    let now = 0;
    const bucket = createBucket(10, 2, () => now);
    const never = AbortSignal.abort();
    const waits = [1, 2, 3, 4].map(() => {
      const wait = bucket.wait();
      bucket.take(never).catch(() => {});
      return wait;
    });
    expect(waits).toEqual([0, 0, 100, 200]);
    now = 1000;
    expect(bucket.wait()).toBe(0);
  });

  test('never holds more than its burst', () => {
    let now = 0;
    const bucket = createBucket(10, 2, () => now);
    now = 3_600_000;
    const never = AbortSignal.abort();
    const waits = [1, 2, 3].map(() => {
      const wait = bucket.wait();
      bucket.take(never).catch(() => {});
      return wait;
    });
    expect(waits).toEqual([0, 0, 100]);
  });
});
