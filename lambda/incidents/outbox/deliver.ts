/** The outbox on its way: every sink on its own, worst first, oldest first; what was accepted is written down before the next one is sent. */

import { secondsBetween } from '../../text/time.ts';
import { severityRank } from '../lifecycle/incident.ts';
import type { Policy } from '../policy.ts';
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
import type { Announcement, Delivery, Sink } from './notification.ts';

export interface Delivering {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly sinks: readonly Sink[];
  readonly policy: Policy;
  /** RFC 3339. */
  readonly clock: () => string;
  /** Ends the delivery; what was not sent by then is sent by the next run. */
  readonly signal: AbortSignal;
  /** Writes an entry that has changed. @throws StoreError: nothing more is sent, and the same message may be sent once more by the next run */
  readonly write: (entry: Entry) => Promise<void>;
  readonly sent?: (sink: string, announcement: Announcement) => Promise<void> | void;
}

export interface Delivered {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly sent: number;
  /** Sinks that did not take a message, and why. */
  readonly failed: readonly { readonly sink: string; readonly reason: string }[];
}

/** A sink that is told to wait no longer than this is asked once more in the same run. */
const patienceSeconds = 3;
/** Waits after a failure that says nothing else; doubled by each attempt, up to the longest. */
const firstPause = 30;
const longestPause = 900;

/** @throws what `write` throws */
export async function deliver(delivering: Delivering): Promise<Delivered> {
  const desk = deskOf(delivering);
  const results = await Promise.allSettled(delivering.sinks.map((sink) => deliverTo(sink, desk, delivering)));
  const rejected = results.find((one) => one.status === 'rejected');
  if (rejected !== undefined) throw rejected.reason;
  return { entries: desk.entries, sent: desk.taken.length, failed: desk.failed };
}

interface Desk {
  readonly entries: Map<string, Entry>;
  readonly failed: { sink: string; reason: string }[];
  /** Keys of what was accepted, once for each sink. */
  readonly taken: string[];
  readonly note: (id: string, sink: string, delivery: EntryDelivery) => Promise<void>;
}

/** Several sinks may finish the same entry at once: its writes stand in a row. */
function deskOf({ entries: before, write }: Delivering): Desk {
  const entries = new Map(before);
  const taken: string[] = [];
  const rows = new Map<string, Promise<void>>();
  const note = (id: string, sink: string, delivery: EntryDelivery) => {
    const next = (rows.get(id) ?? Promise.resolve()).then(async () => {
      const entry = entries.get(id);
      if (entry === undefined) return;
      const after = withDelivery(entry, sink, delivery);
      entries.set(id, after);
      await write(after);
    });
    rows.set(id, next);
    return next;
  };
  return { entries, failed: [], taken, note };
}

async function deliverTo(sink: Sink, desk: Desk, delivering: Delivering): Promise<void> {
  const { clock, signal } = delivering;
  for (const { id } of inOrder(desk.entries.values(), sink.name, clock())) {
    if (signal.aborted) return;
    const entry = desk.entries.get(id);
    const delivery = entry?.deliveries[sink.name];
    if (entry === undefined || delivery === undefined) continue;
    const goesOn = await deliverOne(entry, delivery, sink, desk, delivering);
    if (!goesOn) return;
  }
}

function inOrder(entries: Iterable<Entry>, sink: string, now: string): readonly Entry[] {
  const due = [...entries].filter(({ deliveries }) => deliveries[sink] !== undefined && isDue(deliveries[sink], now));
  return due.toSorted((a, b) => rank(b) - rank(a) || byAge(a, b));
}

const rank = ({ announcement }: Entry) => severityRank[announcement.severity];
const byAge = (a: Entry, b: Entry) => secondsBetween(b.createdAt, a.createdAt) || (a.id < b.id ? -1 : 1);

/** False: the sink wants to be left alone for now. */
async function deliverOne(
  entry: Entry,
  before: EntryDelivery,
  sink: Sink,
  desk: Desk,
  { signal, clock, policy, sent }: Delivering,
): Promise<boolean> {
  const memory = memoryOf(desk.entries.values(), entry, sink.name);
  const answer = await patiently(sink, entry.announcement, { signal, memory });
  await sent?.(sink.name, entry.announcement);
  const now = clock();
  const delivery = attempted(before);
  switch (answer.outcome) {
    case 'sent':
    case 'degraded':
      desk.taken.push(entry.announcement.key);
      await desk.note(entry.id, sink.name, accepted(delivery, answer.outcome, now, { ...memory, ...answer.memory }));
      for (const id of entry.covers) await coveredBy(id, sink.name, desk, now);
      return true;
    case 'later':
      desk.failed.push({ sink: sink.name, reason: answer.reason });
      await desk.note(
        entry.id,
        sink.name,
        postponed(delivery, answer.reason, now, answer.retryAfterSeconds ?? pauseAfter(delivery.attempts)),
      );
      return false;
    case 'broken':
      desk.failed.push({ sink: sink.name, reason: answer.reason });
      await desk.note(entry.id, sink.name, parked(delivery, answer.reason, now, policy));
      return false;
  }
}

const pauseAfter = (attempts: number) => Math.min(longestPause, firstPause * 2 ** Math.min(attempts - 1, 10));

async function coveredBy(id: string, sink: string, desk: Desk, now: string): Promise<void> {
  const delivery = desk.entries.get(id)?.deliveries[sink];
  if (delivery !== undefined && !isAccepted(delivery)) await desk.note(id, sink, accepted(delivery, 'sent', now, delivery.memory));
}

type Context = Parameters<Sink['send']>[1];

/** A short hiccup is no reason to wait a minute: one more attempt. */
async function patiently(sink: Sink, announcement: Announcement, context: Context): Promise<Delivery> {
  const first = await answerOf(sink, announcement, context);
  const wait = first.outcome === 'later' ? (first.retryAfterSeconds ?? 1) : Number.POSITIVE_INFINITY;
  if (wait > patienceSeconds || context.signal.aborted) return first;
  await pause(wait * 1000, context.signal);
  return context.signal.aborted ? first : answerOf(sink, announcement, context);
}

/** A sink that throws has a fault of its own; it must not stop the others. */
async function answerOf(sink: Sink, announcement: Announcement, context: Context): Promise<Delivery> {
  try {
    return await sink.send(announcement, context);
  } catch (error) {
    const kind = error instanceof Error ? error.name : 'an unknown error';
    return { outcome: 'later', reason: `${sink.name} could not send the message (${kind})` };
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
  });
}

/** What the sink remembered of the thread the last time it took one of its messages. */
function memoryOf(entries: Iterable<Entry>, { thread, deliveries }: Entry, sink: string): Readonly<Record<string, string>> {
  const told = [...entries].filter(
    (one) => one.thread === thread && one.deliveries[sink] !== undefined && isAccepted(one.deliveries[sink]),
  );
  const last = told.toSorted((a, b) => b.sequence - a.sequence)[0];
  return last?.deliveries[sink]?.memory ?? (deliveries[sink] ?? newDelivery).memory;
}
