/** A sink that needs a person is told of on the other sinks, once an hour and no more. */

import { secondsBetween } from '../../text/time.ts';
import type { Policy } from '../policy.ts';
import { plainEntry } from './digest.ts';
import { type Entry, isAccepted } from './entry.ts';

export const brokenThread = (sink: string): string => `sink-${sink}`;

export function tellBroken(entries: readonly Entry[], sinks: readonly string[], now: string, policy: Policy): readonly Entry[] {
  return sinks.flatMap((sink) => {
    const waiting = entries.filter(({ deliveries }) => deliveries[sink]?.state === 'parked');
    const others = sinks.filter((other) => other !== sink && !isTold(entries, sink, other, now, policy));
    const [first] = waiting;
    return first === undefined || others.length === 0 ? [] : [notice(entries, waiting, sink, others, now)];
  });
}

function isTold(entries: readonly Entry[], sink: string, other: string, now: string, { parkedSeconds }: Policy): boolean {
  const mine = entries.filter(({ thread, deliveries }) => thread === brokenThread(sink) && Object.hasOwn(deliveries, other));
  return mine.some(
    (entry) => !isAccepted(entry.deliveries[other] ?? { ...nothing }) || secondsBetween(entry.createdAt, now) < parkedSeconds,
  );
}

const nothing = { state: 'new', attempts: 0, notBefore: null, at: null, reason: null, memory: {}, into: null } as const;

function notice(entries: readonly Entry[], waiting: readonly Entry[], sink: string, others: readonly string[], now: string): Entry {
  const thread = brokenThread(sink);
  const sequence = Math.max(0, ...entries.filter((entry) => entry.thread === thread).map((entry) => entry.sequence)) + 1;
  const reason = waiting[0]?.deliveries[sink]?.reason ?? 'no reason was given';
  const since = waiting.map(({ createdAt }) => createdAt).toSorted()[0] ?? now;
  return plainEntry(thread, sequence, others, {
    severity: 'critical',
    account: waiting[0]?.announcement.account ?? null,
    region: waiting[0]?.announcement.region ?? '',
    cluster: null,
    since,
    at: now,
    notes: [
      `Messages do not reach ${sink}: ${reason}.`,
      `${waiting.length} ${waiting.length === 1 ? 'message waits' : 'messages wait'} for it, and will be sent when it is repaired.`,
    ],
  });
}
