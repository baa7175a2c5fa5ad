/** Saves what a run changed: the incidents first, then the outbox, each item by compare and set. */

import type { State } from '../state.ts';
import type { Lease } from './lease.ts';
import { keyOf, type LoadedState, quarantinePrefix, schemaVersion } from './load.ts';
import { type Item, type Partition, type Store, StoreError } from './store.ts';

const quarantineSeconds = 14 * 24 * 3600;
const maxConcurrentWrites = 16;

/** Another run wrote an item since this one loaded it: this run stops. */
export class RunSuperseded extends StoreError {}

/** The items of a state, by key. Silences and acknowledgements are written by people, not by runs. */
function itemsOf({ incidents, baselines, shared }: State): ReadonlyMap<string, Pick<Item, 'partition' | 'id' | 'body'>> {
  const state = [
    ...[...incidents].map(([id, body]) => ({ id: `incident ${id}`, body })),
    ...[...baselines].map(([id, body]) => ({ id: `baseline ${id}`, body })),
    ...[...shared].map(([id, body]) => ({ id: `shared ${id}`, body })),
  ].map((item) => ({ ...item, partition: 'STATE' as const }));
  return new Map(state.map((item) => [keyOf(item), item]));
}

/** @throws RunSuperseded, StoreError */
export async function saveState(store: Store, loaded: LoadedState, after: State, { fence }: Lease, now: string): Promise<LoadedState> {
  const items = new Map(loaded.items);
  const before = itemsOf(loaded.state);
  const next = itemsOf(after);
  const saveAll = (writes: readonly Write[]) => writeAll(store, items, fence, writes, now);
  await saveAll(loaded.corrupt.map(quarantined));
  await saveAll([...changedItems(before, next), ...deletedItems(before, next)]);
  await saveAll([
    ...changedEntries(loaded.state, after),
    ...deletedEntries(loaded.state, after),
    ...loaded.corrupt.filter((item) => !next.has(keyOf(item)) && !after.entries.has(item.id)).map(deleted),
  ]);
  return { state: after, items, corrupt: [], newer: loaded.newer };
}

type StateItems = ReturnType<typeof itemsOf>;

const changedItems = (before: StateItems, next: StateItems): readonly Write[] =>
  [...next].filter(([key, { body }]) => before.get(key)?.body !== body).map(([, item]) => ({ ...item, seconds: undefined }));

const deletedItems = (before: StateItems, next: StateItems): readonly Write[] =>
  [...before].filter(([key]) => !next.has(key)).map(([, item]) => deleted(item));

const changedEntries = (before: State, after: State): readonly Write[] =>
  [...after.entries.values()]
    .filter((entry) => before.entries.get(entry.id) !== entry)
    .map((entry) => ({ partition: 'OUTBOX', id: entry.id, body: entry, seconds: undefined }));

const deletedEntries = (before: State, after: State): readonly Write[] =>
  [...before.entries.keys()].filter((id) => !after.entries.has(id)).map((id) => deleted({ partition: 'OUTBOX', id }));

const deleted = ({ partition, id }: Pick<Item, 'partition' | 'id'>): Write => ({ partition, id, body: null, seconds: -1 });

const quarantined = (item: Item): Write => ({
  partition: item.partition,
  id: `${quarantinePrefix}${item.id}`,
  body: quarantinedBody(item),
  seconds: quarantineSeconds,
});

const quarantinedBody = ({ body, revision, fence }: Item) => ({ text: JSON.stringify(body ?? null).slice(0, 4_000), revision, fence });

interface Write {
  readonly partition: Partition;
  readonly id: string;
  readonly body: unknown;
  /** Until it is deleted; negative: it counts as deleted from now on. */
  readonly seconds: number | undefined;
}

async function writeAll(store: Store, items: Map<string, Item>, fence: number, writes: readonly Write[], now: string): Promise<void> {
  for (let from = 0; from < writes.length; from += maxConcurrentWrites)
    await Promise.all(writes.slice(from, from + maxConcurrentWrites).map((write) => saveItem(store, items, fence, write, now)));
}

/** Writes one item over the one in `items`, and records it there. @throws RunSuperseded, StoreError */
export async function saveItem(
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
  throw new RunSuperseded(`${partition} ${id} was written by another run since this one began: this run stops.`);
}
