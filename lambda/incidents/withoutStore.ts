/** When the memory cannot be read: what is critical is told all the same, as one digest an hour from each process, and nothing is called over. */

import type { Diagnosis } from '../diagnose/diagnosis.ts';
import { secondsBetween } from '../text/time.ts';
import { severityOfTargets } from './observe/judge.ts';
import { plainEntry } from './outbox/digest.ts';
import type { Announcement, Sink } from './outbox/notification.ts';
import { short } from './types.ts';

/** Lives as long as the process; a new process may tell once more. */
export interface Container {
  toldWithoutMemoryAt: string | undefined;
}

const pauseSeconds = 3600;
const mostMembers = 10;

interface Telling {
  readonly sinks: readonly Sink[];
  readonly clock: () => string;
  readonly signal: AbortSignal;
  readonly container: Container;
}

export async function tellUnremembered(diagnosis: Diagnosis, error: Error, { sinks, clock, signal, container }: Telling): Promise<void> {
  const now = clock();
  const told = container.toldWithoutMemoryAt;
  if (told !== undefined && secondsBetween(told, now) < pauseSeconds) return;
  const announcement = digestOf(diagnosis, error, now);
  if (announcement === undefined) return;
  const answers = await Promise.allSettled(sinks.map((sink) => sink.send(announcement, { signal, memory: {} })));
  const isTold = answers.some((one) => one.status === 'fulfilled' && (one.value.outcome === 'sent' || one.value.outcome === 'degraded'));
  if (isTold) container.toldWithoutMemoryAt = now;
}

function digestOf(diagnosis: Diagnosis, error: Error, now: string): Announcement | undefined {
  const critical = diagnosis.loadBalancers.filter(
    (one) => (one.status === 'down' || one.status === 'degraded') && severityOfTargets(one) === 'critical',
  );
  if (critical.length === 0) return undefined;
  const regions = new Set(critical.map(({ region }) => region));
  return plainEntry(`u-${short([now, critical.map(({ arn }) => arn)]).slice(0, 10)}`, 1, [], {
    severity: 'critical',
    account: diagnosis.account,
    region: regions.size === 1 ? (critical[0]?.region ?? '') : '',
    cluster: null,
    since: now,
    at: now,
    members: critical
      .slice(0, mostMembers)
      .map(({ name, region, cluster }) => ({ incidentId: '', loadBalancer: name, region, cluster, severity: 'critical' })),
    more: Math.max(0, critical.length - mostMembers),
    notes: [
      `nlb-doctor cannot use its memory (${error.message}), so it tells what is down without knowing what it told before.`,
      'This is told once an hour until the memory is back; nothing will be called over until then.',
    ],
  }).announcement;
}
