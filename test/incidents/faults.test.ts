/** Faults of stores, sinks and clocks, one by one: nothing lost, nothing called over unseen, repetitions with the same key. */

import { describe, expect, test } from '@jest/globals';
import { noFacts } from '../../lambda/incidents/changes/hashes.ts';
import type { Delivery, Notification, Sink } from '../../lambda/incidents/outbox/notification.ts';
import { runOnce } from '../../lambda/incidents/run.ts';
import { memoryStore } from '../../lambda/incidents/store/memory.ts';
import { type Item, type Store, StoreError } from '../../lambda/incidents/store/store.ts';
import { at, monitorOf, quick, region, world } from './worlds.ts';

const down = world({ status: 'down', cause: 'cilium/l7-proxy-off' });
const well = world({ status: 'healthy' });
const keys = (taken: readonly Notification[]) => taken.map(({ key }) => key.replace(/^[^:]+:/, ''));

/** A store whose writes of one partition fail while `fails` says so. */
function failing(
  partition: Item['partition'],
  fails: () => boolean,
): { readonly store: Store; readonly inner: ReturnType<typeof memoryStore> } {
  const inner = memoryStore();
  const put: Store['put'] = async (item) => {
    if (item.partition === partition && fails()) throw new StoreError(`writing ${partition} failed`);
    return inner.put(item);
  };
  return { store: { list: inner.list, get: inner.get, put }, inner };
}

describe('the memory', () => {
  test('an intent that cannot be written is not sent, and is told by the next run', async () => {
    let broken = false;
    const { store } = failing('OUTBOX', () => broken);
    const { check, taken } = monitorOf({ store });
    await check(0, down);
    broken = true;
    await expect(check(1, down)).rejects.toThrow(StoreError);
    expect(taken).toEqual([]);
    broken = false;
    await check(2, down);
    expect(keys(taken)).toEqual(['1:opened']);
  });

  test('a telling that cannot be written down is repeated with the same key, once', async () => {
    let writes = 0;
    const { store } = failing('OUTBOX', () => {
      writes += 1;
      return writes === 2;
    });
    const { check, taken } = monitorOf({ store });
    await check(0, down);
    await expect(check(1, down)).rejects.toThrow(StoreError);
    await check(2, down);
    await check(3, down);
    expect(keys(taken)).toEqual(['1:opened', '1:opened']);
    expect(JSON.stringify(taken[0])).toBe(JSON.stringify(taken[1]));
  });

  test('that is lost as a whole ends no incident, and tells what is open once more', async () => {
    const first = monitorOf();
    for (let minute = 0; minute < 3; minute += 1) await first.check(minute, down);
    const taken = first.taken;
    const second = monitorOf({ taken });
    for (let minute = 3; minute < 8; minute += 1) await second.check(minute, down);
    expect(keys(taken)).toEqual(['1:opened', '1:opened']);
    const third = monitorOf({ taken });
    for (let minute = 8; minute < 14; minute += 1) await third.check(minute, well);
    expect(keys(taken)).toEqual(['1:opened', '1:opened']);
  });

  test('of what is open never expires, and of what is over does', async () => {
    const store = memoryStore();
    const { check } = monitorOf({ store });
    for (let minute = 0; minute < 3; minute += 1) await check(minute, down);
    const open = store.dump().filter(({ partition, id }) => partition === 'OUTBOX' || id.startsWith('incident '));
    expect(open.length).toBeGreaterThan(1);
    expect(open.map(({ expiresAt }) => expiresAt)).toEqual(open.map(() => null));
    for (let minute = 3; minute < 30; minute += 1) await check(minute, well);
    const over = store.dump().filter(({ partition, id }) => partition === 'OUTBOX' || id.startsWith('incident '));
    expect(over.every(({ expiresAt }) => expiresAt !== null)).toBe(true);
  });

  test('a month of the same outage is one incident', async () => {
    const { check, taken } = monitorOf();
    await check(0, down);
    await check(1, down);
    await check(30 * 24 * 60, down);
    await check(30 * 24 * 60 + 1, down);
    expect(new Set(taken.map(({ incidentId }) => incidentId)).size).toBe(1);
    expect(taken.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
  });
});

describe('time', () => {
  test('a gap of six hours neither opens nor closes by itself', async () => {
    const { check, taken } = monitorOf();
    await check(0, down);
    await check(360, well);
    expect(taken).toEqual([]);
    await check(361, down);
    await check(362, down);
    await check(722, well);
    expect(keys(taken)).toEqual(['1:opened', '2:resolved']);
  });

  test('a clock that jumps back an hour makes no negative time, and no end', async () => {
    const { check, taken } = monitorOf();
    for (const minute of [120, 121, 122]) await check(minute, down);
    await check(62, down);
    await check(63, down);
    expect(taken.map(({ kind }) => kind)).not.toContain('resolved');
    expect(taken.every(({ durationSeconds }) => durationSeconds === null || durationSeconds >= 0)).toBe(true);
  });
});

interface Line {
  readonly sink: Sink;
  readonly asked: { readonly minute: number; readonly key: string }[];
}

/** Two sinks over one memory; each answers what its function says. */
function two(answers: readonly ((minute: number) => Delivery)[]) {
  const store = memoryStore();
  let minute = 0;
  const lines: readonly Line[] = answers.map((answer, number) => {
    const asked: { readonly minute: number; readonly key: string }[] = [];
    const send = async ({ key, kind, notes }: Notification) => {
      asked.push({ minute, key: kind === 'digest' ? (notes[0] ?? '') : key.replace(/^[^:]+:/, '') });
      return answer(minute);
    };
    return { asked, sink: { name: `sink${number}`, send } };
  });
  const check = async (now: number, diagnosis: typeof down) => {
    minute = now;
    const look = async () => ({ diagnosis, facts: noFacts, watched: { regions: [region] }, cursor: undefined });
    await runOnce({
      store,
      sinks: lines.map(({ sink }) => sink),
      policy: quick,
      clock: () => at(now),
      holder: 'test',
      name: at(now),
      leaseSeconds: 50,
      look,
      signal: new AbortController().signal,
      processMemory: { notifiedWithoutStoreAt: undefined },
    });
  };
  return { check, asked: lines.map((line) => line.asked) };
}

const sent = (): Delivery => ({ outcome: 'sent' });

describe('a sink', () => {
  test('that asks to wait is not asked before, and gets its message then', async () => {
    const { check, asked } = two([
      (minute) => (minute < 3 ? { outcome: 'later', reason: 'HTTP 429', retryAfterSeconds: 600 } : { outcome: 'sent' }),
    ]);
    for (let minute = 0; minute < 14; minute += 1) await check(minute, down);
    expect(asked[0]?.map(({ minute }) => minute)).toEqual([1, 11]);
  });

  test('that needs a person is told of on the other, once an hour, and is tried again', async () => {
    const { check, asked } = two([
      (minute) => (minute < 100 ? { outcome: 'broken', reason: 'Slack refuses the webhook (HTTP 410)' } : { outcome: 'sent' }),
      sent,
    ]);
    for (let minute = 0; minute < 130; minute += 1) await check(minute, down);
    const silenceErrors =
      asked[1]?.filter(({ key }) => key.startsWith('Messages do not reach sink0: Slack refuses the webhook (HTTP 410)')) ?? [];
    expect(silenceErrors.length).toBeGreaterThanOrEqual(1);
    expect(silenceErrors.length).toBeLessThanOrEqual(2);
    expect(asked[0]?.filter(({ key }) => key === '1:opened').at(-1)?.minute).toBeGreaterThanOrEqual(100);
    expect(asked[1]?.filter(({ key }) => key === '1:opened')).toHaveLength(1);
  });

  test('that was away while it began and ended hears of both, in that order', async () => {
    const { check, asked } = two([
      (minute) => (minute < 10 ? { outcome: 'later', reason: 'HTTP 500', retryAfterSeconds: 60 } : { outcome: 'sent' }),
      sent,
    ]);
    for (let minute = 0; minute < 4; minute += 1) await check(minute, down);
    for (let minute = 4; minute < 20; minute += 1) await check(minute, well);
    const accepted = asked[0]?.filter(({ minute }) => minute >= 10).map(({ key }) => key) ?? [];
    expect(accepted.filter((key) => !key.startsWith('Messages'))).toEqual([
      expect.stringMatching(/:opened$/),
      expect.stringMatching(/:resolved$/),
    ]);
  });

  test('that throws does not stop the other', async () => {
    const { check, asked } = two([
      () => {
        throw new TypeError('canary');
      },
      sent,
    ]);
    for (let minute = 0; minute < 3; minute += 1) await check(minute, down);
    expect(asked[1]?.map(({ key }) => key)).toEqual(['1:opened']);
  });
});
