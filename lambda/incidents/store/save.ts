/** Writes what a run has changed: what is known first, then what is to be told, each item by comparing and setting. */

import type { State } from '../state.ts';
import type { Lease } from './lease.ts';
import { keyOf, type Memory, quarantine, schemaVersion } from './load.ts';
import { type Item, type Partition, type Store, StoreError } from './store.ts';

const quarantineSeconds = 14 * 24 * 3600;
const together = 16;

/** Another run wrote an item since this one read it: this run is over. */
export class Overtaken extends StoreError {}

/** Items of what a state remembers, by key. Silences and acknowledgements are written by people, not by runs. */
function itemsOf({ lives, baselines, shared }: State): ReadonlyMap<string, Pick<Item, 'partition' | 'id' | 'body'>> {
  const state = [
    ...[...lives].map(([id, body]) => ({ id: `life ${id}`, body })),
    ...[...baselines].map(([id, body]) => ({ id: `baseline ${id}`, body })),
    ...[...shared].map(([id, body]) => ({ id: `shared ${id}`, body })),
  ].map((item) => ({ ...item, partition: 'STATE' as const }));
  return new Map(state.map((item) => [keyOf(item), item]));
}

/** Writes what differs from before: what is known first, then what is to be told. @throws Overtaken, StoreError */
export async function persist(store: Store, memory: Memory, after: State, { fence }: Lease, now: string): Promise<Memory> {
  const items = new Map(memory.items);
  const [before, next] = [itemsOf(memory.state), itemsOf(after)];
  const changed = [...next].filter(([key, { body }]) => before.get(key)?.body !== body);
  const gone = [...before].filter(([key]) => !next.has(key));
  const aside = memory.corrupt.map((item) => ({
    partition: item.partition,
    id: `${quarantine}${item.id}`,
    body: setAside(item),
    seconds: quarantineSeconds,
  }));
  await writeAll(store, items, fence, aside, now);
  await writeAll(
    store,
    items,
    fence,
    [...changed.map(([, item]) => ({ ...item, seconds: undefined })), ...gone.map(([, item]) => ({ ...item, body: null, seconds: -1 }))],
    now,
  );
  const entries = [...after.entries.values()].filter((entry) => memory.state.entries.get(entry.id) !== entry);
  const dropped = [...memory.state.entries.keys()].filter((id) => !after.entries.has(id));
  const broken = memory.corrupt.filter(({ partition, id }) => !next.has(keyOf({ partition, id })) && !after.entries.has(id));
  await writeAll(
    store,
    items,
    fence,
    [
      ...entries.map((entry) => ({ partition: 'OUTBOX' as const, id: entry.id, body: entry, seconds: undefined })),
      ...dropped.map((id) => ({ partition: 'OUTBOX' as const, id, body: null, seconds: -1 })),
      ...broken.map(({ partition, id }) => ({ partition, id, body: null, seconds: -1 })),
    ],
    now,
  );
  return { state: after, items, corrupt: [], newer: memory.newer };
}

const setAside = ({ body, revision, fence }: Item) => ({ text: JSON.stringify(body ?? null).slice(0, 4_000), revision, fence });

interface Write {
  readonly partition: Partition;
  readonly id: string;
  readonly body: unknown;
  /** Until it is deleted; negative: it counts as not there from now on. */
  readonly seconds: number | undefined;
}

async function writeAll(store: Store, items: Map<string, Item>, fence: number, writes: readonly Write[], now: string): Promise<void> {
  for (let from = 0; from < writes.length; from += together)
    await Promise.all(writes.slice(from, from + together).map((write) => writeOne(store, items, fence, write, now)));
}

/** Writes one item over the one in `items`, and keeps what it wrote there. @throws Overtaken, StoreError */
export async function writeOne(
  store: Store,
  items: Map<string, Item>,
  fence: number,
  { partition, id, body, seconds }: Write,
  now: string,
): Promise<void> {
  const stored = items.get(keyOf({ partition, id }));
  const seconds1970 = Math.floor(Date.parse(now) / 1000);
  const expiresAt = seconds === undefined ? null : seconds < 0 ? seconds1970 : seconds1970 + seconds;
  const item: Item = { partition, id, revision: (stored?.revision ?? 0) + 1, fence, schema: schemaVersion, expiresAt, body };
  if (await store.put(item)) return void items.set(keyOf(item), item);
  throw new Overtaken(`${partition} ${id} was written by another run since this one began: this run says nothing more.`);
}
