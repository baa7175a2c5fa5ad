/** One run of the monitor: claim it, remember, look, think, write down what is to be told, tell it, write down what was told. */

import type { Diagnosis } from '../diagnose/diagnosis.ts';
import type { KnownFacts } from './changes/hashes.ts';
import { tick } from './evaluate.ts';
import type { Metrics } from './metrics.ts';
import type { Watch } from './observe/observe.ts';
import { type Delivered, deliver } from './outbox/deliver.ts';
import { settled } from './outbox/digest.ts';
import type { Entry } from './outbox/entry.ts';
import type { Announcement, Sink } from './outbox/notification.ts';
import type { Policy } from './policy.ts';
import { keepReport, progressOf } from './reports.ts';
import type { State } from './state.ts';
import { claim, type Lease, release } from './store/lease.ts';
import { type Memory, remember } from './store/load.ts';
import { Overtaken, persist, writeOne } from './store/save.ts';
import { type Store, StoreError } from './store/store.ts';
import { closerLook, isBaselineDue } from './watchlist.ts';
import { type Container, tellUnremembered } from './withoutStore.ts';

/** What a look at the world is asked to mind. */
export interface Asked {
  /** ARNs of load balancers to read closely although they may be healthy. */
  readonly closely: readonly string[];
  /** Where the last look had to stop. */
  readonly cursor: string | undefined;
}

export interface Look {
  readonly diagnosis: Diagnosis;
  readonly facts: KnownFacts;
  readonly watch: Watch;
  readonly cursor: string | undefined;
}

/** Moments at which a process may die: for tests. */
export type Moment = 'claiming' | 'claimed' | 'intended' | 'sent' | 'acknowledged' | 'releasing';

export interface Turning {
  readonly store: Store;
  readonly sinks: readonly Sink[];
  readonly policy: Policy;
  /** RFC 3339. */
  readonly clock: () => string;
  readonly holder: string;
  /** The time of the run as scheduled, RFC 3339: its name. */
  readonly name: string;
  readonly leaseSeconds: number;
  readonly look: (asked: Asked) => Promise<Look>;
  /** Ends the delivery, early enough for what was told to be written down. */
  readonly signal: AbortSignal;
  /** What this process remembers by itself, where the store cannot be read. */
  readonly container: Container;
  readonly moment?: (moment: Moment, announcement?: Announcement) => Promise<void> | void;
}

export interface Turned {
  readonly ran: true;
  readonly diagnosis: Diagnosis;
  readonly metrics: Metrics;
  readonly delivered: Delivered;
  /** Items that could not be understood, and items of a newer version. */
  readonly corrupt: number;
  readonly newer: number;
}

/** `held`: another run is at it; `done`: this one was run before; `overtaken`: another run took over, and this one says nothing more. */
export type Turn = Turned | { readonly ran: false; readonly because: 'held' | 'done' | 'overtaken' };

/** @throws StoreError where the memory could not be read or written; what is critical has then been told without it, once an hour */
export async function turn(turning: Turning): Promise<Turn> {
  const { store, clock, holder, name, leaseSeconds, moment } = turning;
  await moment?.('claiming');
  const claiming = claim(store, { holder, tick: name, now: clock(), seconds: leaseSeconds });
  const claimed = await claiming.catch((error) => blind(turning, error));
  if (!claimed.won) return { ran: false, because: claimed.because };
  await moment?.('claimed');
  try {
    return await held(turning, claimed.lease);
  } catch (error) {
    if (error instanceof Overtaken) return { ran: false, because: 'overtaken' };
    throw error;
  } finally {
    await moment?.('releasing');
    await release(store, claimed.lease, clock());
  }
}

async function held(turning: Turning, lease: Lease): Promise<Turned> {
  const { store, clock, policy, sinks, look, moment } = turning;
  const now = clock();
  const memory = await remember(store, lease, now).catch((error) => blind(turning, error));
  if (memory.newer > 0) return blind(turning, new StoreError(newerSentence(memory.newer)));
  const progress = progressOf(await store.list('REPORT'), now);
  const seen = await look({ closely: closerLook(memory.state, progress, now, policy), cursor: progress.cursor });
  const before = settled(memory.state, now);
  const names = sinks.map((sink) => sink.name);
  const { state, metrics } = tick(before, seen.diagnosis, seen.watch, { now: clock(), sinks: names, policy, facts: seen.facts });
  const written = await persist(store, memory, state, lease, clock());
  await moment?.('intended');
  const delivered = await delivery(turning, written, state, lease);
  await keepReport(store, progress, { ...seen, metrics, lease, isBaseline: isBaselineDue(memory.state, progress, now, policy) }, clock());
  return { ran: true, diagnosis: seen.diagnosis, metrics, delivered, corrupt: memory.corrupt.length, newer: 0 };
}

function delivery({ store, sinks, policy, clock, signal, moment }: Turning, { items }: Memory, state: State, { fence }: Lease) {
  const kept = new Map(items);
  const write = async (entry: Entry) => {
    await writeOne(store, kept, fence, { partition: 'OUTBOX', id: entry.id, body: entry, seconds: undefined }, clock());
    await moment?.('acknowledged', entry.announcement);
  };
  return deliver({
    entries: state.entries,
    sinks,
    policy,
    clock,
    signal,
    write,
    sent: (_, announcement) => moment?.('sent', announcement),
  });
}

/** Without memory nothing can be told twice or called over, but what is critical must not go untold. */
async function blind(turning: Turning, error: unknown): Promise<never> {
  if (!(error instanceof StoreError)) throw error;
  const seen = await turning.look({ closely: [], cursor: undefined });
  await tellUnremembered(seen.diagnosis, error, turning);
  throw error;
}

const newerSentence = (many: number) =>
  `${many} ${many === 1 ? 'item was' : 'items were'} written by a newer version of nlb-doctor: deploy that version again; this one leaves the memory as it is.`;
