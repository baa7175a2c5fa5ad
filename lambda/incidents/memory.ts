/** The memory as items of a store, read whole at the start of a run. */

import type { Entry } from './entry.ts';
import type { Baseline, Facts } from './facts.ts';
import type { Lease } from './lease.ts';
import type { Life } from './life.ts';
import type { Acknowledgement, Silence } from './silence.ts';
import { isSound } from './sound.ts';
import { emptyState, type State } from './state.ts';
import type { Item, Store } from './store.ts';

/** Version of the bodies this code writes and understands. */
export const schemaVersion = 1;

export interface Memory {
  readonly state: State;
  /** As they are stored, by partition and id. */
  readonly items: ReadonlyMap<string, Item>;
  /** Items that could not be understood; they are set aside, not lost. */
  readonly corrupt: readonly Item[];
  /** Items that a newer version wrote; they are left as they are. */
  readonly newer: number;
}

/** @throws StoreError */
export async function remember(store: Store, { startedAt }: Lease, now: string): Promise<Memory> {
  const lists = await Promise.all((['STATE', 'OUTBOX', 'SILENCE'] as const).map((partition) => store.list(partition)));
  const all = lists.flat();
  const items = new Map(all.map((item) => [keyOf(item), item]));
  const there = all.filter((item) => isThere(item, now) && !item.id.startsWith(quarantine));
  const newer = there.filter(({ schema }) => schema > schemaVersion);
  const read = there.filter(({ schema }) => schema <= schemaVersion);
  const corrupt = read.filter((item) => !isSound(item));
  const state = read.filter(isSound).reduce(withItem, builderOf(startedAt));
  return { state: { ...state, startedAt }, items, corrupt, newer: newer.length };
}

/** In front of the id of an item that was set aside. */
export const quarantine = 'quarantine ';
export const keyOf = ({ partition, id }: Pick<Item, 'partition' | 'id'>) => `${partition} ${id}`;
export const isThere = ({ expiresAt }: Item, now: string): boolean => expiresAt === null || expiresAt > Date.parse(now) / 1000;

interface Builder extends State {
  readonly lives: Map<string, Life>;
  readonly entries: Map<string, Entry>;
  readonly silences: Silence[];
  readonly acknowledgements: Acknowledgement[];
  readonly baselines: Map<string, Baseline>;
  readonly shared: Map<string, Facts>;
}

const builderOf = (startedAt: string): Builder => ({
  ...emptyState(startedAt),
  lives: new Map(),
  entries: new Map(),
  silences: [],
  acknowledgements: [],
  baselines: new Map(),
  shared: new Map(),
});

/** The first word of an id in STATE says what it is. */
function withItem(state: Builder, { partition, id, body }: Item): Builder {
  const name = id.slice(id.indexOf(' ') + 1);
  if (partition === 'OUTBOX') state.entries.set(id, body as Entry);
  else if (id.startsWith('life ')) state.lives.set(name, body as Life);
  else if (id.startsWith('baseline ')) state.baselines.set(name, body as Baseline);
  else if (id.startsWith('shared ')) state.shared.set(name, body as Facts);
  else if ((body as Silence | Acknowledgement).kind === 'silence') state.silences.push(body as Silence);
  else state.acknowledgements.push(body as Acknowledgement);
  return state;
}
