/** When the store cannot be read: critical load balancers are still notified, as one digest an hour from each process; nothing is resolved. */

import type { Diagnosis } from '../diagnose/diagnosis.ts';
import { secondsBetween } from '../text/time.ts';
import { severityOfTargets } from './observe/judge.ts';
import { plainEntry } from './outbox/digest.ts';
import { maxMembers, type Notification, type Sink } from './outbox/notification.ts';
import { shortHash } from './types.ts';

/** What one process remembers by itself; a new process may send one more digest. */
export interface ProcessMemory {
  notifiedWithoutStoreAt: string | undefined;
}

const pauseSeconds = 3600;

interface NotifyOptions {
  readonly sinks: readonly Sink[];
  readonly clock: () => string;
  readonly signal: AbortSignal;
  readonly processMemory: ProcessMemory;
}

export async function notifyWithoutStore(diagnosis: Diagnosis, error: Error, options: NotifyOptions): Promise<void> {
  const { sinks, clock, signal, processMemory } = options;
  const now = clock();
  const last = processMemory.notifiedWithoutStoreAt;
  if (last !== undefined && secondsBetween(last, now) < pauseSeconds) return;
  const notification = digestOf(diagnosis, error, now);
  if (notification === undefined) return;
  const results = await Promise.allSettled(sinks.map((sink) => sink.send(notification, { signal, memory: {} })));
  const isAccepted = results.some(
    (result) => result.status === 'fulfilled' && (result.value.outcome === 'sent' || result.value.outcome === 'degraded'),
  );
  if (isAccepted) processMemory.notifiedWithoutStoreAt = now;
}

function digestOf(diagnosis: Diagnosis, error: Error, now: string): Notification | undefined {
  const failing = diagnosis.loadBalancers.filter(({ status }) => status === 'down' || status === 'degraded');
  const critical = failing.filter((loadBalancer) => severityOfTargets(loadBalancer) === 'critical');
  if (critical.length === 0) return undefined;
  const regions = new Set(critical.map(({ region }) => region));
  const id = `u-${shortHash([now, critical.map(({ arn }) => arn)]).slice(0, 10)}`;
  return plainEntry(id, 1, 'storeUnavailable', [], {
    severity: 'critical',
    account: diagnosis.account,
    region: regions.size === 1 ? (critical[0]?.region ?? '') : '',
    cluster: null,
    since: now,
    at: now,
    members: critical
      .slice(0, maxMembers)
      .map(({ name, region, cluster }) => ({ incidentId: '', loadBalancer: name, region, cluster, severity: 'critical' })),
    more: Math.max(0, critical.length - maxMembers),
    notes: [
      `nlb-doctor cannot use its store (${error.message}), so it reports what is down without knowing what it reported before.`,
      'This message is repeated once an hour until the store can be used again; until then nothing is reported as resolved.',
    ],
  }).notification;
}
