/**
 * One run at a time. A fence number that only grows makes writes of an expired lease fail:
 *
 *     run 1  acquires fence 7 ──────── pauses ──────── writes with 7: refused, the item has fence 8
 *     run 2                  lease expires ─ acquires fence 8 ─ writes with 8
 */

import * as z from 'zod/mini';
import { plusSeconds, secondsBetween } from '../../text/time.ts';
import { type Item, type Store, StoreError } from './store.ts';

const leaseShape = z.looseObject({
  holder: z.string(),
  until: z.string(),
  /** The last run that acquired the lease: the same run does not run twice. */
  runName: z.string(),
  startedAt: z.string(),
});

export interface Lease {
  readonly fence: number;
  readonly startedAt: string;
  readonly item: Item;
}

/** `leased`: another run holds the lease. `done`: this run, or a later one, was completed before. */
export type Acquired = { readonly won: true; readonly lease: Lease } | { readonly won: false; readonly because: 'leased' | 'done' };

interface AcquireOptions {
  readonly holder: string;
  /** The time of the run as scheduled, RFC 3339. */
  readonly runName: string;
  readonly now: string;
  readonly seconds: number;
}

const id = 'run';
/** Seconds. A stored time further ahead comes from a wrong clock, and is ignored. */
const maxClockSkew = 120;

/** @throws StoreError */
export async function acquire(store: Store, { holder, runName, now, seconds }: AcquireOptions): Promise<Acquired> {
  const stored = await store.get('LEASE', id);
  const last = stored === undefined ? undefined : leaseShape.safeParse(stored.body).data;
  if (last !== undefined && wasRunBefore(last, runName, now)) return { won: false, because: 'done' };
  if (last !== undefined && isLeased(last, now, seconds)) return { won: false, because: 'leased' };
  const fence = (last === undefined ? await highestFence(store, stored) : (stored?.fence ?? 0)) + 1;
  const startedAt = last?.startedAt ?? now;
  const body = { holder, until: plusSeconds(now, seconds), runName, startedAt };
  const item: Item = { partition: 'LEASE', id, revision: (stored?.revision ?? 0) + 1, fence, schema: 1, expiresAt: null, body };
  return (await store.put(item)) ? { won: true, lease: { fence, startedAt, item } } : { won: false, because: 'leased' };
}

type StoredLease = z.infer<typeof leaseShape>;

const wasRunBefore = (last: StoredLease, runName: string, now: string): boolean =>
  !isAhead(last.runName, now) && Date.parse(runName) <= Date.parse(last.runName);

const isLeased = ({ until }: StoredLease, now: string, seconds: number): boolean =>
  Date.parse(until) > Date.parse(now) && secondsBetween(now, until) <= seconds + maxClockSkew;

/** A lost lease does not lose the fence: every item has the fence that wrote it, and a lower one could write none of them. */
async function highestFence(store: Store, stored: Item | undefined): Promise<number> {
  const lists = await Promise.all((['STATE', 'OUTBOX', 'REPORT'] as const).map((partition) => store.list(partition)));
  return lists.flat().reduce((highest, { fence }) => Math.max(highest, fence), stored?.fence ?? 0);
}

const isAhead = (time: string, now: string) => secondsBetween(now, time) > maxClockSkew;

/** Ends the lease now; where that fails, or another run holds it, it expires by itself. */
export async function release(store: Store, { item }: Lease, now: string): Promise<void> {
  const body = { ...(item.body as Record<string, unknown>), until: now };
  try {
    await store.put({ ...item, revision: item.revision + 1, body });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}
