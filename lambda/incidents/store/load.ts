/** Loads the state from the items of a store at the start of a run; an item that is not valid is quarantined, and the run goes on without it. */

import type { Baseline, Facts } from '../changes/hashes.ts';
import type { Incident } from '../lifecycle/incident.ts';
import type { Acknowledgement, Silence } from '../lifecycle/silence.ts';
import type { Entry } from '../outbox/entry.ts';
import { emptyState, type State } from '../state.ts';
import type { Lease } from './lease.ts';
import {
  acknowledgementSchema,
  baselineSchema,
  entrySchema,
  factsSchema,
  incidentSchema,
  isValid,
  type Schema,
  silenceSchema,
} from './schemas.ts';
import type { Item, Store } from './store.ts';

/** Version of the bodies that this code writes and reads. */
export const schemaVersion = 1;

export interface LoadedState {
  readonly state: State;
  /** As they are stored, by partition and id. */
  readonly items: ReadonlyMap<string, Item>;
  /** Items that are not valid; they are quarantined, not lost. */
  readonly corrupt: readonly Item[];
  /** Items that a newer version wrote; they stay as they are. */
  readonly newer: number;
}

/** @throws StoreError */
export async function loadState(store: Store, { startedAt }: Lease, now: string): Promise<LoadedState> {
  const lists = await Promise.all((['STATE', 'OUTBOX', 'SILENCE'] as const).map((partition) => store.list(partition)));
  const all = lists.flat();
  const items = new Map(all.map((item) => [keyOf(item), item]));
  const current = all.filter((item) => isUnexpired(item, now) && !item.id.startsWith(quarantinePrefix));
  const newer = current.filter(({ schema }) => schema > schemaVersion);
  const readable = current.filter(({ schema }) => schema <= schemaVersion);
  const builder = builderOf(startedAt);
  const corrupt = readable.filter((item) => !addItem(builder, item));
  return { state: builder, items, corrupt, newer: newer.length };
}

/** In front of the id of a quarantined item. */
export const quarantinePrefix = 'quarantine ';
export const keyOf = ({ partition, id }: Pick<Item, 'partition' | 'id'>): string => `${partition} ${id}`;
export const isUnexpired = ({ expiresAt }: Item, now: string): boolean => expiresAt === null || expiresAt > Date.parse(now) / 1000;

interface Builder extends State {
  readonly incidents: Map<string, Incident>;
  readonly entries: Map<string, Entry>;
  readonly silences: Silence[];
  readonly acknowledgements: Acknowledgement[];
  readonly baselines: Map<string, Baseline>;
  readonly shared: Map<string, Facts>;
}

const builderOf = (startedAt: string): Builder => ({
  ...emptyState(startedAt),
  incidents: new Map(),
  entries: new Map(),
  silences: [],
  acknowledgements: [],
  baselines: new Map(),
  shared: new Map(),
});

/** False: the item is not valid. The first word of an id says what it is; entries of the outbox have no such word. */
function addItem(state: Builder, { partition, id, body }: Item): boolean {
  const [word = '', name] = partition === 'OUTBOX' ? ['entry', id] : [id.split(' ')[0], id.slice(id.indexOf(' ') + 1)];
  switch (word) {
    case 'entry':
      return add(entrySchema, body, (entry) => state.entries.set(name, entry));
    case 'incident':
      return add(incidentSchema, body, (incident) => state.incidents.set(name, incident));
    case 'baseline':
      return add(baselineSchema, body, (baseline) => state.baselines.set(name, baseline));
    case 'shared':
      return add(factsSchema, body, (facts) => state.shared.set(name, facts));
    case 'silence':
      return add(silenceSchema, body, (silence) => state.silences.push(silence));
    case 'acknowledgement':
      return add(acknowledgementSchema, body, (acknowledgement) => state.acknowledgements.push(acknowledgement));
    default:
      return false;
  }
}

function add<T>(schema: Schema<T>, body: unknown, store: (value: T) => void): boolean {
  if (!isValid(schema, body)) return false;
  store(body);
  return true;
}
