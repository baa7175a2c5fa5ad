/** What may be forgotten: incidents that are over and told to their end, and entries that are delivered and no longer the last word. */

import { secondsBetween } from '../text/time.ts';
import type { Context } from './evaluate.ts';
import { type Life, unlessSame } from './lifecycle/incident.ts';
import { type Entry, isDelivered } from './outbox/entry.ts';
import { isSettled, lastFor, type Thread, threadsOf } from './outbox/group.ts';
import { brokenThread } from './outbox/sinkParked.ts';
import type { State } from './state.ts';

export function pruned(state: State, { now, sinks, policy }: Context): State {
  if (state.lives.size === 0 && state.entries.size === 0) return state;
  const threads = threadsOf(state.lives.values(), state.entries.values());
  const settled = new Set(threads.filter((thread) => isSettled(thread, sinks)).map(({ id }) => id));
  const lives = keptLives(state.lives, settled, (life) => isLately(life, now, policy.reopenWithinSeconds));
  const used = new Set([...lives.values()].map(({ thread }) => thread));
  const dropped = threads.flatMap((thread) => droppable(thread, used, sinks));
  return { ...state, lives, entries: without(state.entries, dropped) };
}

function keptLives(lives: State['lives'], settled: ReadonlySet<string>, isLate: (life: Life) => boolean): State['lives'] {
  const kept = [...lives.values()].flatMap((life) => {
    const after = forgetting(life, settled, isLate);
    return after === undefined ? [] : [after];
  });
  if (kept.length === lives.size && kept.every((life) => lives.get(life.fingerprint) === life)) return lives;
  return new Map(kept.map((life) => [life.fingerprint, life]));
}

/** Undefined: forgotten whole. */
function forgetting(life: Life, settled: ReadonlySet<string>, isLate: (life: Life) => boolean): Life | undefined {
  if (life.phase !== 'ok' && life.phase !== 'gone') return life;
  const isTold = life.thread === null || settled.has(life.thread);
  if (!isTold) return life;
  if (life.phase === 'gone') return undefined;
  if (life.endedAt !== null && isLate(life)) return life;
  if (life.recent === '' && life.reopens === 0) return undefined;
  return unlessSame(life, { ...life, thread: null, endedAt: null, incidentId: null, openedAt: null, firedAt: null });
}

const isLately = ({ endedAt }: Life, now: string, seconds: number) => endedAt !== null && secondsBetween(endedAt, now) <= seconds;

function droppable(thread: Thread, used: ReadonlySet<string | null>, sinks: readonly string[]): readonly Entry[] {
  const lasts = new Set(sinks.map((sink) => lastFor(thread, sink)));
  const isLive = used.has(thread.id) || sinks.some((sink) => brokenThread(sink) === thread.id);
  return thread.entries.filter((entry) => isDelivered(entry, sinks) && !(isLive && (lasts.has(entry) || entry === thread.entries.at(-1))));
}

function without(entries: State['entries'], dropped: readonly Entry[]): State['entries'] {
  if (dropped.length === 0) return entries;
  const ids = new Set(dropped.map(({ id }) => id));
  return new Map([...entries].filter(([id]) => !ids.has(id)));
}
