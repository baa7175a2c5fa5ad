/** Published bugs of others, built in on purpose: laws that cannot see them are worth nothing. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Entry } from '../../lambda/incidents/outbox/entry.ts';
import type { Sink } from '../../lambda/incidents/outbox/notification.ts';
import { memoryStore } from '../../lambda/incidents/store/memory.ts';
import type { Item, Store } from '../../lambda/incidents/store/store.ts';
import { Broken, flap, type Minute, type Mutant, minutes, stayBlind, tell } from './stories.ts';
import { quick } from './worlds.ts';

const wrapped = (store: Store, over: Partial<Store>): Store => ({
  list: (partition) => store.list(partition),
  get: (partition, id) => store.get(partition, id),
  put: (item) => store.put(item),
  ...over,
});

/** Told although nothing was sent, or although it was refused: the row is written first, and the error is swallowed. */
const swallowing = (sink: Sink): Sink => ({
  ...sink,
  send: async (notification, context) => {
    await sink.send(notification, context);
    return { outcome: 'sent' };
  },
});

/** The message waits in memory while the row says that it was told; it goes out before the next one. */
function toldFirst(): Mutant {
  let waiting: (() => Promise<unknown>) | undefined;
  return {
    around: (sink) => ({
      ...sink,
      send: async (notification, context) => {
        await waiting?.();
        waiting = () => sink.send(notification, context);
        return { outcome: 'sent' };
      },
    }),
    died: () => {
      waiting = undefined;
    },
  };
}

/** What was told is known to the process only. */
function inMemoryOnly(): Mutant {
  let own = memoryStore();
  const placed = (store: Store): Store => ({
    list: (partition) => (partition === 'OUTBOX' ? own.list(partition) : store.list(partition)),
    get: (partition, id) => (partition === 'OUTBOX' ? own.get(partition, id) : store.get(partition, id)),
    put: (item) => (item.partition === 'OUTBOX' ? own.put(item) : store.put(item)),
  });
  return {
    store: placed,
    died: () => {
      own = memoryStore();
    },
  };
}

/** A change while it flaps is not told, and is not made up for. */
function quietWhileFlapping(): Mutant {
  const changes: number[] = [];
  let last: Minute['status'] | undefined;
  return {
    around: (sink, day) => ({
      ...sink,
      send: async (notification, context) => {
        if (last !== day.status) changes.push(day.minute);
        last = day.status;
        const isFlapping = changes.filter((minute) => minute > day.minute - 4).length >= 2;
        return isFlapping ? { outcome: 'sent' } : sink.send(notification, context);
      },
    }),
  };
}

/** A FIFO topic whose deduplication id does not change: within five minutes the second message of an incident is dropped. */
function constantId(): Mutant {
  const seen = new Map<string, number>();
  return {
    around: (sink, day) => ({
      ...sink,
      send: async (notification, context) => {
        const before = seen.get(notification.incidentId);
        if (before !== undefined && day.minute - before < 5) return { outcome: 'sent' };
        seen.set(notification.incidentId, day.minute);
        return sink.send(notification, context);
      },
    }),
  };
}

/** Rows are written without a condition. */
const unconditional = (store: Store): Store =>
  wrapped(store, {
    put: async (item) => {
      const stored = await store.get(item.partition, item.id);
      return store.put({ ...item, revision: (stored?.revision ?? 0) + 1, fence: Math.max(stored?.fence ?? 0, item.fence) });
    },
  });

/** A message that waits is thrown away when the trouble is over. */
const droppingPending = (store: Store, day: { readonly status: Minute['status'] }): Store =>
  wrapped(store, {
    list: async (partition) => {
      const items = await store.list(partition);
      return partition === 'OUTBOX' && day.status === 'healthy' ? items.filter(isTold) : items;
    },
  });

const isTold = ({ body }: Item) =>
  Object.values((body as Entry | null)?.deliveries ?? {}).every(({ state }) => state === 'accepted' || state === 'degraded');

const mutants: readonly (readonly [name: string, mutant: () => Mutant, laws: readonly string[]])[] = [
  ['told before it is sent', toldFirst, ['I1', 'I2', 'I6']],
  ['errors of the sink are swallowed', () => ({ around: swallowing }), ['I1', 'I2', 'I6']],
  ['what is told is kept in memory only', inMemoryOnly, ['I2', 'I3', 'I6', 'I8']],
  ['changes while it flaps are dropped', quietWhileFlapping, ['I1', 'I2', 'I6']],
  ['a constant deduplication id', constantId, ['I1', 'I2', 'I6']],
  ['no conditional write', () => ({ store: unconditional }), ['I1', 'I2', 'I3', 'I8']],
  ['a pending message is dropped when it is over', () => ({ store: droppingPending }), ['I1', 'I2', 'I6', 'I8']],
];

describe('every mutant breaks a law within three thousand stories', () => {
  test.each(mutants)(
    '%s',
    async (_, mutant, laws) => {
      let law: string | undefined;
      const property = fc.asyncProperty(minutes, async (story) => {
        try {
          await tell(story, mutant());
        } catch (error) {
          if (error instanceof Broken) law = error.law;
          throw error;
        }
      });
      const { failed } = await fc.check(property, { numRuns: 3_000, endOnFailure: true });
      expect(failed).toBe(true);
      expect(laws).toContain(law);
    },
    120_000,
  );

  const status = fc.constantFrom<Minute['status']>('healthy', 'down', 'degraded', 'unknown');
  const blind: Mutant = { sees: (one) => (one === 'unknown' ? 'healthy' : one) };
  const hasty: Mutant = { policy: { ...quick, recoveries: 1, longestHold: 1, failures: 1, failuresWhenDown: 1, reopenWithinSeconds: 1 } };

  test.each<readonly [string, string, (story: readonly Minute['status'][], first: number, second: number) => Promise<void>]>([
    ['unknown counts as healthy', 'I5', (story, many) => stayBlind(story, many, blind)],
    ['no damping', 'I7', (_, bad, good) => flap(bad, good, hasty)],
  ])('%s', async (_, law, telling) => {
    const count = fc.integer({ min: 1, max: 6 });
    const property = fc.asyncProperty(fc.array(status, { maxLength: 6 }), count, count, telling);
    const { failed, errorInstance } = await fc.check(property, { numRuns: 3_000, endOnFailure: true });
    expect(failed).toBe(true);
    expect(errorInstance).toMatchObject({ law });
  });
});
