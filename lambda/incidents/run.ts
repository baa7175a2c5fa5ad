/** One run of the monitor: lease → load → look → evaluate → save → deliver → save. */

import type { Diagnosis } from '../diagnose/diagnosis.ts';
import { count } from '../diagnose/vocabulary.ts';
import type { KnownFacts } from './changes/hashes.ts';
import { evaluate } from './evaluate.ts';
import type { Metrics } from './metrics.ts';
import type { WatchedRegions } from './observe/observe.ts';
import { type Delivered, deliver } from './outbox/deliver.ts';
import type { Entry } from './outbox/entry.ts';
import type { Notification, Sink } from './outbox/notification.ts';
import type { Policy } from './policy.ts';
import { progressOf, saveReports } from './reports.ts';
import { acknowledgeFolded, type State } from './state.ts';
import { acquire, type Lease, release } from './store/lease.ts';
import { type LoadedState, loadState } from './store/load.ts';
import { RunSuperseded, saveItem, saveState } from './store/save.ts';
import { type Store, StoreError } from './store/store.ts';
import { isBaselineDue, watchlist } from './watchlist.ts';
import { notifyWithoutStore, type ProcessMemory } from './withoutStore.ts';

/** What a look at AWS and Kubernetes has to include. */
export interface LookRequest {
  /** ARNs of load balancers to read closely, healthy ones among them. */
  readonly closely: readonly string[];
  /** Where the last look stopped. */
  readonly cursor: string | undefined;
}

export interface Look {
  readonly diagnosis: Diagnosis;
  readonly facts: KnownFacts;
  readonly watched: WatchedRegions;
  readonly cursor: string | undefined;
}

/** Moments at which a process may die: for tests. */
export type Moment = 'claiming' | 'claimed' | 'intended' | 'sent' | 'acknowledged' | 'releasing';

export interface RunOptions {
  readonly store: Store;
  readonly sinks: readonly Sink[];
  readonly policy: Policy;
  /** RFC 3339. */
  readonly clock: () => string;
  readonly holder: string;
  /** The time of the run as scheduled, RFC 3339: its name. */
  readonly name: string;
  readonly leaseSeconds: number;
  readonly look: (request: LookRequest) => Promise<Look>;
  /** Aborts the delivery, early enough that the results can still be saved. */
  readonly signal: AbortSignal;
  readonly processMemory: ProcessMemory;
  readonly moment?: (moment: Moment, notification?: Notification) => Promise<void> | void;
}

export interface CompletedRun {
  readonly ran: true;
  readonly diagnosis: Diagnosis;
  readonly metrics: Metrics;
  readonly created: readonly Entry[];
  readonly delivered: Delivered;
  /** Stored items that are not valid, and items that a newer version wrote. */
  readonly corrupt: number;
  readonly newer: number;
}

/** `leased`: another run holds the lease; `done`: this run was completed before; `superseded`: another run took over, and this one stops. */
export type RunResult = CompletedRun | { readonly ran: false; readonly because: 'leased' | 'done' | 'superseded' };

/** @throws StoreError where the store cannot be read or written; critical load balancers are then notified without it, once an hour */
export async function runOnce(options: RunOptions): Promise<RunResult> {
  const { store, clock, holder, name, leaseSeconds, moment } = options;
  await moment?.('claiming');
  const acquiring = acquire(store, { holder, runName: name, now: clock(), seconds: leaseSeconds });
  const acquired = await acquiring.catch((error) => stopWithoutStore(options, error));
  if (!acquired.won) return { ran: false, because: acquired.because };
  await moment?.('claimed');
  try {
    return await runWithLease(options, acquired.lease);
  } catch (error) {
    if (error instanceof RunSuperseded) return { ran: false, because: 'superseded' };
    throw error;
  } finally {
    await moment?.('releasing');
    await release(store, acquired.lease, clock());
  }
}

async function runWithLease(options: RunOptions, lease: Lease): Promise<CompletedRun> {
  const { store, clock, policy, sinks, look, moment } = options;
  const now = clock();
  const loaded = await loadState(store, lease, now).catch((error) => stopWithoutStore(options, error));
  if (loaded.newer > 0) return stopWithoutStore(options, new StoreError(newerSentence(loaded.newer)));
  const progress = progressOf(await store.list('REPORT'), now);
  const seen = await look({ closely: watchlist(loaded.state, progress, now, policy), cursor: progress.cursor });
  const context = { now: clock(), sinks: sinks.map((sink) => sink.name), policy, facts: seen.facts };
  const { state, created, metrics } = evaluate(acknowledgeFolded(loaded.state, now), seen.diagnosis, seen.watched, context);
  const saved = await saveState(store, loaded, state, lease, clock());
  await moment?.('intended');
  const delivered = await deliverEntries(options, saved, state, lease);
  const isBaseline = isBaselineDue(loaded.state, progress, now, policy);
  await saveReports(store, progress, { ...seen, metrics, lease, isBaseline }, clock());
  return { ran: true, diagnosis: seen.diagnosis, metrics, created, delivered, corrupt: loaded.corrupt.length, newer: 0 };
}

function deliverEntries(
  { store, sinks, policy, clock, signal, moment }: RunOptions,
  { items }: LoadedState,
  state: State,
  { fence }: Lease,
) {
  const saved = new Map(items);
  const save = async (entry: Entry) => {
    await saveItem(store, saved, fence, { partition: 'OUTBOX', id: entry.id, body: entry, seconds: undefined }, clock());
    await moment?.('acknowledged', entry.notification);
  };
  const sent = (_: string, notification: Notification) => moment?.('sent', notification);
  return deliver({ entries: state.entries, sinks, policy, clock, signal, save, sent });
}

/** Without stored state nothing can be deduplicated or resolved, but critical load balancers are still notified. */
async function stopWithoutStore(options: RunOptions, error: unknown): Promise<never> {
  if (!(error instanceof StoreError)) throw error;
  const seen = await options.look({ closely: [], cursor: undefined });
  await notifyWithoutStore(seen.diagnosis, error, options);
  throw error;
}

const newerSentence = (items: number) =>
  `${count(items, 'item was', 'items were')} written by a newer version of nlb-doctor: deploy that version again; this version leaves the stored state as it is.`;
