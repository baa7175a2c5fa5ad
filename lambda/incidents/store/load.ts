/** The memory as items of a store, read whole at the start of a run. */

import * as z from 'zod/mini';
import type { Baseline, Facts } from '../changes/hashes.ts';
import type { Life } from '../lifecycle/incident.ts';
import type { Acknowledgement, Silence } from '../lifecycle/silence.ts';
import type { Entry } from '../outbox/entry.ts';
import { emptyState, type State } from '../state.ts';
import type { Lease } from './lease.ts';
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

/** Whether a stored item can be understood: what is broken is set aside, and the run goes on without it. */

/** The fields without which the life of an incident cannot go on; what else there is was written by this code. */
const shapes: Readonly<Record<string, z.ZodMiniType>> = {
  life: z.looseObject({
    fingerprint: z.string(),
    phase: z.enum(['ok', 'pending', 'firing', 'recovering', 'gone']),
    subject: z.looseObject({ check: z.string(), region: z.string(), name: z.string() }),
    recent: z.string(),
    bad: z.number(),
    good: z.number(),
    severity: z.enum(['critical', 'high', 'warning', 'info']),
  }),
  baseline: z.looseObject({ loadBalancer: z.string() }),
  shared: z.record(z.string(), z.looseObject({ parts: z.record(z.string(), z.string()) })),
  entry: z.looseObject({
    id: z.string(),
    thread: z.string(),
    sequence: z.number(),
    createdAt: z.string(),
    announcement: z.looseObject({ key: z.string(), kind: z.string(), severity: z.string(), members: z.array(z.unknown()) }),
    said: z.looseObject({ severity: z.string() }),
    about: z.array(z.string()),
    covers: z.array(z.string()),
    deliveries: z.record(z.string(), z.looseObject({ state: z.string(), attempts: z.number() })),
  }),
  silence: z.looseObject({
    kind: z.literal('silence'),
    id: z.string(),
    matchers: z.looseObject({}),
    startsAt: z.string(),
    endsAt: z.string(),
  }),
  acknowledgement: z.looseObject({
    kind: z.literal('acknowledgement'),
    id: z.string(),
    incidentId: z.string(),
    mode: z.enum(['normal', 'sticky']),
    at: z.string(),
  }),
};

export function isSound(item: Item): boolean {
  const shape = shapes[item.partition === 'OUTBOX' ? 'entry' : (item.id.split(' ')[0] ?? '')];
  return shape?.safeParse(item.body).success === true;
}
