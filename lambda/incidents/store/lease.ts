/** One run at a time: a lease with a number that only grows. Who overslept his lease finds that newer numbers wrote before him. */

import * as z from 'zod/mini';
import { plusSeconds, secondsBetween } from '../../text/time.ts';
import { type Item, type Store, StoreError } from './store.ts';

const leaseShape = z.looseObject({
  holder: z.string(),
  until: z.string(),
  /** Time of the last run that was begun: the same run is not run twice. */
  tick: z.string(),
  startedAt: z.string(),
});

export interface Lease {
  readonly fence: number;
  readonly startedAt: string;
  readonly item: Item;
}

/** `held`: another run is at it. `done`: this very run, or a later one, was run already. */
export type Claim = { readonly won: true; readonly lease: Lease } | { readonly won: false; readonly because: 'held' | 'done' };

interface Claiming {
  readonly holder: string;
  /** The time of the run as scheduled: its name. */
  readonly tick: string;
  readonly now: string;
  readonly seconds: number;
}

const id = 'run';
/** A stored time further ahead than this is a clock that was wrong, and binds nobody. */
const tolerance = 120;

/** @throws StoreError */
export async function claim(store: Store, { holder, tick, now, seconds }: Claiming): Promise<Claim> {
  const stored = await store.get('LEASE', id);
  const last = stored === undefined ? undefined : leaseShape.safeParse(stored.body).data;
  if (last !== undefined && !isAhead(last.tick, now) && Date.parse(tick) <= Date.parse(last.tick)) return { won: false, because: 'done' };
  if (last !== undefined && Date.parse(last.until) > Date.parse(now) && secondsBetween(now, last.until) <= seconds + tolerance)
    return { won: false, because: 'held' };
  const fence = (last === undefined ? await highestFence(store, stored) : (stored?.fence ?? 0)) + 1;
  const startedAt = last?.startedAt ?? now;
  const body = { holder, until: plusSeconds(now, seconds), tick, startedAt };
  const item: Item = { partition: 'LEASE', id, revision: (stored?.revision ?? 0) + 1, fence, schema: 1, expiresAt: null, body };
  return (await store.put(item)) ? { won: true, lease: { fence, startedAt, item } } : { won: false, because: 'held' };
}

/** Where the lease is lost its number is not: every item says which run wrote it. A lower one could write nothing until it had grown past them. */
async function highestFence(store: Store, stored: Item | undefined): Promise<number> {
  const lists = await Promise.all((['STATE', 'OUTBOX', 'REPORT'] as const).map((partition) => store.list(partition)));
  return lists.flat().reduce((most, { fence }) => Math.max(most, fence), stored?.fence ?? 0);
}

const isAhead = (time: string, now: string) => secondsBetween(now, time) > tolerance;

/** Ends the lease now; where that fails, or another has it, it ends by itself. */
export async function release(store: Store, { item }: Lease, now: string): Promise<void> {
  const body = { ...(item.body as Record<string, unknown>), until: now };
  try {
    await store.put({ ...item, revision: item.revision + 1, body });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}
