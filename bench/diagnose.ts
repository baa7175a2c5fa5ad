/** From a snapshot on disk to a diagnosis: time and memory by the number of load balancers, and one small snapshot from command to text. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type FleetOptions, fleet } from '../lab/world/fleet.ts';
import { writeSnapshot } from '../lambda/snapshot/write.ts';
import type { Measured } from './once.ts';
import { table } from './table.ts';

const root = resolve(import.meta.dirname, '..');

/** At the top: 1,000 load balancers of 3 groups, 20 clusters, 2,000 nodes; below it the same 50 a cluster, or all in one. */
const sizes: readonly FleetOptions[] = [10, 100, 1000].map((loadBalancers) => ({
  loadBalancers,
  targetGroupsEach: 3,
  clusters: Math.max(1, loadBalancers / 50),
  nodesEach: 100,
  broken: Math.max(1, loadBalancers / 50),
}));

const limits = { milliseconds: 3000, megabytes: 600, command: 400 } as const;
const runs = 3;

/** Every measurement is a process of its own, so that none profits from another; of three runs the median counts. */
export function benchDiagnose(print: (line: string) => void): void {
  const rows = sizes.map(rowOf);
  print('read and diagnose (a process each, median of 3; Kubernetes objects as JSON)');
  print(table(['NLBs', 'targets', 'read ms', 'join ms', 'rules ms', 'total ms', 'µs/target', 'peak MB', 'causes'], rows));
  print(`limits at the top: ${limits.milliseconds} ms, ${limits.megabytes} MB\n`);
  print('one small snapshot from command to text (scenarios/seed-incident, start-up included)');
  print(table(['median ms', 'limit ms'], [[String(command()), String(limits.command)]]));
}

function rowOf(size: FleetOptions): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-bench-'));
  try {
    writeSnapshot(fleet(size), folder, { kubernetes: 'json' });
    const all = Array.from({ length: runs }, () => JSON.parse(node(['bench/once.ts', folder])) as Measured);
    const total = median(all.map(({ read, join: joined, rules }) => read + joined + rules));
    const [first] = all;
    const targets = first?.targets ?? 0;
    const times = [median(all.map((one) => one.read)), median(all.map((one) => one.join)), median(all.map((one) => one.rules)), total];
    const perTarget = ((1000 * total) / targets).toFixed(1);
    const peak = median(all.map(({ megabytes }) => megabytes));
    return [size.loadBalancers, targets, ...times.map(Math.round), perTarget, Math.round(peak), first?.causes ?? 0].map(String);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function command(): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    node(['cli/main.ts', 'replay', 'scenarios/seed-incident', '--fail-on', 'never']);
    return performance.now() - start;
  });
  return Math.round(median(times));
}

const node = (args: readonly string[]): string =>
  execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
