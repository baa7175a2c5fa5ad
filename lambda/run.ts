/** One check from end to end: collect, join, diagnose, remember, tell. The function, the laptop and the tests all walk it here. */

import { collectWithCoverage } from './collect/collect.ts';
import type { CollectRequest } from './collect/request.ts';
import { diagnose } from './diagnose/diagnose.ts';
import { readsOfAllRules } from './diagnose/rules/index.ts';
import { factsOf } from './incidents/changes/hashes.ts';
import type { Sink } from './incidents/outbox/notification.ts';
import { policyOf } from './incidents/policy.ts';
import { type Look, type LookRequest, type RunOptions, type RunResult, runOnce } from './incidents/run.ts';
import type { Store } from './incidents/store/store.ts';
import type { ProcessMemory } from './incidents/withoutStore.ts';
import type { Settings } from './settings.ts';
import { joinTopology } from './topology/join.ts';

export interface Run {
  readonly settings: Settings;
  readonly store: Store;
  readonly sinks: readonly Sink[];
  /** Who runs it: shown where two want to. */
  readonly holder: string;
  /** The time of the run as scheduled, RFC 3339: its name. */
  readonly name: string;
  /** Milliseconds from now until all must be done. */
  readonly deadlineMs: number;
  readonly processMemory: ProcessMemory;
  /** Beyond what the settings say: a kubeconfig, a signal, a progress line. */
  readonly collecting?: Pick<CollectRequest, 'kubeconfig' | 'signal' | 'onProgress' | 'logs' | 'profile' | 'caBundle'>;
  readonly clock?: () => string;
  readonly moment?: RunOptions['moment'];
}

export interface MonitorRun {
  readonly result: RunResult;
  readonly calls: { readonly made: number; readonly throttled: number };
  /** Percent of the target groups whose health was read; undefined where there is none. */
  readonly coverage: number | undefined;
}

/** Milliseconds kept for telling and for writing down what was told, whatever the collecting does. */
const reserve = { tell: 8_000, write: 2_500 } as const;

/** @throws StoreError */
export async function runMonitor(asked: Run): Promise<MonitorRun> {
  const { settings, store, sinks, holder, name, deadlineMs, processMemory, clock = () => new Date().toISOString(), moment } = asked;
  const end = performance.now() + deadlineMs;
  let read: Pick<MonitorRun, 'calls' | 'coverage'> = { calls: { made: 0, throttled: 0 }, coverage: undefined };
  const look = async (closer: LookRequest): Promise<Look> => {
    const collected = await collectWithCoverage(requestOf(asked, closer, end));
    const { targetGroups, read: seen } = collected.coverage;
    read = { calls: collected.calls, coverage: targetGroups === 0 ? undefined : (100 * seen) / targetGroups };
    const topology = joinTopology(collected.snapshot, { expectedSchemes: settings.expectedSchemes });
    const access = { profile: asked.collecting?.profile, kubeconfig: asked.collecting?.kubeconfig };
    return {
      diagnosis: diagnose(topology, { access }),
      facts: factsOf(topology),
      watched: { regions: settings.regions },
      cursor: collected.cursor,
    };
  };
  const result = await runOnce({
    store,
    sinks,
    policy: policyOf(settings.thresholds),
    clock,
    holder,
    name,
    leaseSeconds: Math.ceil(deadlineMs / 1000),
    look,
    signal: AbortSignal.timeout(Math.max(1, deadlineMs - Math.min(reserve.write, deadlineMs / 4))),
    processMemory,
    ...(moment === undefined ? {} : { moment }),
  });
  return { result, ...read };
}

function requestOf({ settings, deadlineMs, collecting = {} }: Run, { closely, cursor }: LookRequest, end: number): CollectRequest {
  const { regions, clusters, expectedSchemes, readers } = settings;
  const kept = Math.min(reserve.tell + reserve.write, deadlineMs / 2);
  return {
    regions,
    ...(clusters.length === 0 ? {} : { clusters }),
    expectedSchemes,
    readers,
    closely,
    cursor,
    reads: readsOfAllRules,
    logs: settings.readLogs,
    deadlineMs: Math.max(1, end - performance.now() - kept),
    ...collecting,
  };
}
