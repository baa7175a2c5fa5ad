/** A sink that needs a person (revoked, forbidden) is reported on the other sinks, at most once an hour. */

import { secondsBetween } from '../../text/time.ts';
import type { Policy } from '../policy.ts';
import { plainEntry } from './digest.ts';
import { type Entry, isAccepted } from './entry.ts';

export const parkedSinkGroup = (sink: string): string => `sink-${sink}`;

export function parkedSinkEntries(entries: readonly Entry[], sinks: readonly string[], now: string, policy: Policy): readonly Entry[] {
  return sinks.flatMap((sink) => {
    const parked = entries.filter(({ deliveries }) => deliveries[sink]?.state === 'parked');
    const others = sinks.filter((other) => other !== sink && !isReported(entries, sink, other, now, policy));
    return parked.length === 0 || others.length === 0 ? [] : [reportEntry(entries, parked, sink, others, now)];
  });
}

function isReported(entries: readonly Entry[], sink: string, other: string, now: string, { parkedSeconds }: Policy): boolean {
  const group = parkedSinkGroup(sink);
  return entries.some(({ alertGroup, deliveries, createdAt }) => {
    const delivery = deliveries[other];
    if (alertGroup !== group || delivery === undefined) return false;
    return !isAccepted(delivery) || secondsBetween(createdAt, now) < parkedSeconds;
  });
}

function reportEntry(entries: readonly Entry[], parked: readonly Entry[], sink: string, others: readonly string[], now: string): Entry {
  const alertGroup = parkedSinkGroup(sink);
  const sequence = Math.max(0, ...entries.filter((entry) => entry.alertGroup === alertGroup).map((entry) => entry.sequence)) + 1;
  const [first] = parked;
  return plainEntry(alertGroup, sequence, 'sinkParked', others, {
    severity: 'critical',
    account: first?.notification.account ?? null,
    region: first?.notification.region ?? '',
    cluster: null,
    since: parked.map(({ createdAt }) => createdAt).toSorted()[0] ?? now,
    at: now,
    notes: [
      `Messages do not reach ${sink}: ${first?.deliveries[sink]?.reason ?? 'no reason was given'}.`,
      `${parked.length} ${parked.length === 1 ? 'message waits' : 'messages wait'} for it, and will be sent when it is repaired.`,
    ],
  });
}
