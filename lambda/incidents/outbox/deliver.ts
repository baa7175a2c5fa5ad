/** Delivers the outbox: each sink independently, worst first, then oldest first. An acceptance is saved before the next entry is sent. */

import { setTimeout as sleep } from 'node:timers/promises';
import { secondsBetween } from '../../text/time.ts';
import type { Policy } from '../policy.ts';
import { severityRank } from '../types.ts';
import {
  accepted,
  attempted,
  type Entry,
  type EntryDelivery,
  isAccepted,
  isDue,
  newDelivery,
  parked,
  postponed,
  withDelivery,
} from './entry.ts';
import type { Delivery, Notification, SendContext, Sink } from './notification.ts';

export interface DeliverOptions {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly sinks: readonly Sink[];
  readonly policy: Policy;
  /** RFC 3339. */
  readonly clock: () => string;
  /** Ends the delivery; what was not sent by then is sent by the next run. */
  readonly signal: AbortSignal;
  /** Saves a changed entry. @throws StoreError: nothing more is sent, and the next run may send the same message once more */
  readonly save: (entry: Entry) => Promise<void>;
  readonly sent?: (sink: string, notification: Notification) => Promise<void> | void;
}

export interface Delivered {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly sent: number;
  /** Sinks that did not accept a message, and why. */
  readonly failed: readonly { readonly sink: string; readonly reason: string }[];
}

/** A sink that asks to wait no longer than this is retried in the same run. */
const maxRetryAfterSeconds = 3;
/** Wait after a failure without a retry-after; each attempt doubles it, up to the maximum. */
const firstBackoffSeconds = 30;
const maxBackoffSeconds = 900;

/** @throws what `save` throws */
export async function deliver(options: DeliverOptions): Promise<Delivered> {
  const progress = startDelivery(options);
  const results = await Promise.allSettled(options.sinks.map((sink) => deliverTo(sink, progress, options)));
  const rejected = results.find(({ status }) => status === 'rejected');
  if (rejected?.status === 'rejected') throw rejected.reason;
  return { entries: progress.entries, sent: progress.acceptedKeys.length, failed: progress.failed };
}

interface DeliveryProgress {
  readonly entries: Map<string, Entry>;
  readonly failed: { sink: string; reason: string }[];
  /** Keys of accepted notifications, once for each sink. */
  readonly acceptedKeys: string[];
  readonly record: (id: string, sink: string, delivery: EntryDelivery) => Promise<void>;
}

/** Several sinks may finish the same entry at once: saves of one entry are serialised. */
function startDelivery({ entries: before, save }: DeliverOptions): DeliveryProgress {
  const entries = new Map(before);
  const saving = new Map<string, Promise<void>>();
  const record = (id: string, sink: string, delivery: EntryDelivery) => {
    const saved = (saving.get(id) ?? Promise.resolve()).then(async () => {
      const entry = entries.get(id);
      if (entry === undefined) return;
      const changed = withDelivery(entry, sink, delivery);
      entries.set(id, changed);
      await save(changed);
    });
    saving.set(id, saved);
    return saved;
  };
  return { entries, failed: [], acceptedKeys: [], record };
}

async function deliverTo(sink: Sink, progress: DeliveryProgress, options: DeliverOptions): Promise<void> {
  const { clock, signal } = options;
  for (const { id } of dueEntries(progress.entries.values(), sink.name, clock())) {
    if (signal.aborted) return;
    const entry = progress.entries.get(id);
    const delivery = entry?.deliveries[sink.name];
    if (entry === undefined || delivery === undefined) continue;
    const mayContinue = await deliverEntry(entry, delivery, sink, progress, options);
    if (!mayContinue) return;
  }
}

function dueEntries(entries: Iterable<Entry>, sink: string, now: string): readonly Entry[] {
  const due = [...entries].filter(({ deliveries: { [sink]: delivery } }) => delivery !== undefined && isDue(delivery, now));
  return due.toSorted((a, b) => urgencyOf(b) - urgencyOf(a) || byAge(a, b));
}

const urgencyOf = ({ notification }: Entry) => severityRank[notification.severity];
const byAge = (a: Entry, b: Entry) => secondsBetween(b.createdAt, a.createdAt) || (a.id < b.id ? -1 : 1);

/** False: the sink takes no more for now. */
async function deliverEntry(
  entry: Entry,
  before: EntryDelivery,
  sink: Sink,
  progress: DeliveryProgress,
  { signal, clock, policy, sent }: DeliverOptions,
): Promise<boolean> {
  const memory = memoryOf(progress.entries.values(), entry, sink.name);
  const result = await sendWithRetry(sink, entry.notification, { signal, memory });
  await sent?.(sink.name, entry.notification);
  const now = clock();
  const delivery = attempted(before);
  const record = (after: EntryDelivery) => progress.record(entry.id, sink.name, after);
  switch (result.outcome) {
    case 'sent':
    case 'degraded':
      progress.acceptedKeys.push(entry.notification.key);
      await record(accepted(delivery, result.outcome, now, { ...memory, ...result.memory }));
      for (const id of entry.covers) await acceptCovered(id, sink.name, progress, now);
      return true;
    case 'later':
      progress.failed.push({ sink: sink.name, reason: result.reason });
      await record(postponed(delivery, result.reason, now, result.retryAfterSeconds ?? backoffSeconds(delivery.attempts)));
      return false;
    case 'broken':
      progress.failed.push({ sink: sink.name, reason: result.reason });
      await record(parked(delivery, result.reason, now, policy));
      return false;
  }
}

const backoffSeconds = (attempts: number) => Math.min(maxBackoffSeconds, firstBackoffSeconds * 2 ** Math.min(attempts - 1, 10));

async function acceptCovered(id: string, sink: string, progress: DeliveryProgress, now: string): Promise<void> {
  const delivery = progress.entries.get(id)?.deliveries[sink];
  if (delivery !== undefined && !isAccepted(delivery)) await progress.record(id, sink, accepted(delivery, 'sent', now, delivery.memory));
}

/** One retry within the run where the sink asks for a short wait: otherwise the message would wait for the next run. */
async function sendWithRetry(sink: Sink, notification: Notification, context: SendContext): Promise<Delivery> {
  const first = await send(sink, notification, context);
  const wait = first.outcome === 'later' ? (first.retryAfterSeconds ?? 1) : Number.POSITIVE_INFINITY;
  if (wait > maxRetryAfterSeconds || context.signal.aborted) return first;
  await sleep(wait * 1000, undefined, { signal: context.signal }).catch(() => undefined);
  return context.signal.aborted ? first : send(sink, notification, context);
}

/** A sink that throws must not stop the other sinks. */
async function send(sink: Sink, notification: Notification, context: SendContext): Promise<Delivery> {
  try {
    return await sink.send(notification, context);
  } catch (error) {
    const kind = error instanceof Error ? error.name : 'an unknown error';
    return { outcome: 'later', reason: `${sink.name} could not send the message (${kind})` };
  }
}

/** What the sink stored for the alert group with the last notification it accepted. */
function memoryOf(entries: Iterable<Entry>, { alertGroup, deliveries }: Entry, sink: string): Readonly<Record<string, string>> {
  const acceptedEntries = [...entries].filter(({ alertGroup: id, deliveries: { [sink]: delivery } }) => {
    return id === alertGroup && delivery !== undefined && isAccepted(delivery);
  });
  const last = acceptedEntries.toSorted((a, b) => b.sequence - a.sequence)[0];
  return last?.deliveries[sink]?.memory ?? (deliveries[sink] ?? newDelivery).memory;
}
