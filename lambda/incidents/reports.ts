/** The latest diagnosis of what is not healthy and the progress of the last run: for people who look between two notifications. */

import type { Diagnosis, LoadBalancerDiagnosis } from '../diagnose/diagnosis.ts';
import { secondsBetween } from '../text/time.ts';
import type { Metrics } from './metrics.ts';
import { fitToItem } from './outbox/fitToItem.ts';
import type { Lease } from './store/lease.ts';
import { isUnexpired, schemaVersion } from './store/load.ts';
import type { Item, Store } from './store/store.ts';

/** An unchanged report is saved again after this time, so that its age can be trusted. */
const refreshSeconds = 300;
const runId = 'run';

export interface Progress {
  readonly items: ReadonlyMap<string, Item>;
  readonly cursor: string | undefined;
  /** When healthy load balancers were last read closely. */
  readonly baselineAt: string | undefined;
  /** When the last run finished. */
  readonly finishedAt: string | undefined;
}

/** The progress of the last run. */
export interface RunReport {
  readonly finishedAt: string;
  /** When the run before finished; null where there was none, or where a version wrote it that did not save this. */
  readonly previousAt?: string | null;
  readonly cursor: string | null;
  readonly baselineAt: string | null;
  readonly coverage: { readonly loadBalancers: number; readonly targetGroups: number; readonly notRead: number };
  readonly open: Metrics['open'];
}

export function progressOf(items: readonly Item[], now: string): Progress {
  const there = new Map(items.map((item) => [item.id, item]));
  const run = there.get(runId);
  const body = (run !== undefined && isUnexpired(run, now) ? run.body : undefined) as Partial<RunReport> | undefined;
  return {
    items: there,
    cursor: typeof body?.cursor === 'string' ? body.cursor : undefined,
    baselineAt: typeof body?.baselineAt === 'string' ? body.baselineAt : undefined,
    finishedAt: typeof body?.finishedAt === 'string' ? body.finishedAt : undefined,
  };
}

/** The latest diagnosis of one load balancer that is not healthy. */
export interface Report {
  /** RFC 3339. */
  readonly seenAt: string;
  readonly diagnosis: LoadBalancerDiagnosis;
}

/** The valid, unexpired reports. */
export function reportsOf(
  items: readonly Item[],
  now: string,
): { readonly run: RunReport | undefined; readonly reports: readonly Report[] } {
  const there = items.filter((item) => isUnexpired(item, now) && item.schema === schemaVersion);
  const run = there.find(({ id }) => id === runId)?.body as RunReport | undefined;
  const reports = there.filter(({ id }) => id !== runId).flatMap(({ body }) => (isReport(body) ? [body] : []));
  return { run: typeof run?.finishedAt === 'string' ? run : undefined, reports };
}

const isReport = (body: unknown): body is Report => {
  const { seenAt, diagnosis } = (body ?? {}) as Partial<Report>;
  return typeof seenAt === 'string' && typeof diagnosis === 'object' && Array.isArray(diagnosis?.findings);
};

interface Reported {
  readonly diagnosis: Diagnosis;
  readonly cursor: string | undefined;
  readonly metrics: Metrics;
  /** The surroundings of healthy load balancers were read as well. */
  readonly isBaseline: boolean;
  readonly lease: Lease;
}

/** What another run saved in the meantime stays. @throws StoreError */
export async function saveReports(store: Store, progress: Progress, reported: Reported, now: string): Promise<void> {
  const { diagnosis, cursor, metrics, isBaseline, lease } = reported;
  const unwell = diagnosis.loadBalancers.filter(({ status, findings }) => status !== 'healthy' || findings.length > 0);
  const reports = unwell.map((one) => ({ id: one.arn, body: { seenAt: now, diagnosis: fitToItem(one) } }));
  const due = reports.filter(({ id, body }) => isDue(progress.items.get(id), body, now));
  const over = [...progress.items.values()].filter(
    (item) => item.id !== runId && isUnexpired(item, now) && !reports.some(({ id }) => id === item.id),
  );
  const run: RunReport = {
    finishedAt: now,
    previousAt: progress.finishedAt ?? null,
    cursor: cursor ?? null,
    baselineAt: isBaseline ? now : (progress.baselineAt ?? null),
    coverage: {
      loadBalancers: diagnosis.coverage.loadBalancers,
      targetGroups: diagnosis.coverage.targetGroups,
      notRead: diagnosis.coverage.notRead.length,
    },
    open: metrics.open,
  };
  const put = (id: string, body: unknown, expiresAt: number | null) =>
    store.put({
      partition: 'REPORT',
      id,
      revision: (progress.items.get(id)?.revision ?? 0) + 1,
      fence: lease.fence,
      schema: schemaVersion,
      expiresAt,
      body,
    });
  const seconds = Math.floor(Date.parse(now) / 1000);
  await Promise.all([
    put(runId, run, null),
    ...due.map(({ id, body }) => put(id, body, seconds + 24 * 3600)),
    ...over.map(({ id }) => put(id, null, seconds)),
  ]);
}

function isDue(before: Item | undefined, body: { readonly seenAt: string; readonly diagnosis: unknown }, now: string): boolean {
  if (before === undefined || !isUnexpired(before, now)) return true;
  const old = before.body as { readonly seenAt?: unknown; readonly diagnosis?: unknown } | null;
  if (typeof old?.seenAt !== 'string' || secondsBetween(old.seenAt, now) >= refreshSeconds) return true;
  return JSON.stringify(old.diagnosis) !== JSON.stringify(body.diagnosis);
}
