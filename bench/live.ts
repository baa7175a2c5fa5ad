/** A live run against the lab with latency on every call: how many calls, how deep, and how close the wall time comes to what must be waited for. */

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { table } from './table.ts';

const root = resolve(import.meta.dirname, '..');

/** What one process measured; times are milliseconds. `chain` is the sum of the longest chain of calls, `paced` what the token bucket makes a run wait. */
export interface LiveMeasured {
  readonly calls: number;
  readonly depth: number;
  readonly wall: number;
  readonly chain: number;
  readonly paced: number;
  readonly megabytes: number;
  readonly read: number;
  readonly groups: number;
  readonly runs: number;
}

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly promise: string;
}

const cases: readonly Case[] = [
  { name: '50 NLBs, 100 groups, healthy, no pacing', args: ['50', '2', '0', 'free'], promise: 'depth 2, <= 108 calls, wall <= 1.3 chain' },
  { name: 'the same with 250 ms on every call', args: ['50', '2', '0', 'free', '250'], promise: 'what is not waiting stays the same' },
  { name: '5 of them broken in 2 clusters, no pacing', args: ['50', '2', '5', 'free'], promise: 'depth <= 4, wall <= 1.3 chain' },
  { name: 'the same with 250 ms on every call', args: ['50', '2', '5', 'free', '250'], promise: 'what is not waiting stays the same' },
  { name: '50 NLBs, 100 groups, healthy, 10 a second', args: ['50', '2', '0', 'paced'], promise: 'wall <= 1.1 pacing' },
  {
    name: '1,000 NLBs, 3,000 groups, budget 10 s a run, 2 runs',
    args: ['1000', '3', '0', 'budget'],
    promise: '< 400 MB, each run goes on where the last ended',
  },
];

export function benchLive(print: (line: string) => void): void {
  print(
    'live, against the lab with 50 ms on every call (a process each, warm; depth and chain by time: a call counts as after another that had ended)',
  );
  const rows = cases.map(rowOf);
  print(
    table(['case', 'calls', 'depth', 'wall ms', 'chain ms', 'wall/chain', 'wall/pacing', 'MB', 'groups read', 'runs', 'promised'], rows),
  );
  print('');
  print(byHand());
}

function rowOf({ name, args, promise }: Case): readonly string[] {
  const one = measured(args);
  const pacing = one.paced > 0 ? (one.wall / one.paced).toFixed(2) : '-';
  const chain = one.paced > 0 ? '-' : (one.wall / one.chain).toFixed(2);
  return [
    name,
    one.calls,
    one.depth,
    Math.round(one.wall),
    Math.round(one.chain),
    chain,
    pacing,
    Math.round(one.megabytes),
    `${one.read} of ${one.groups}`,
    one.runs,
    promise,
  ].map(String);
}

function measured(args: readonly string[]): LiveMeasured {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['bench/liveOnce.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
  if (status !== 0) throw new Error(`the measurement ${args.join(' ')} failed: ${stderr}`);
  return JSON.parse(stdout) as LiveMeasured;
}

/** The same job as people do it today: `aws` and `kubectl` in a loop. Only where both are installed. */
function byHand(): string {
  const missing = ['aws', 'kubectl'].filter((tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error !== undefined);
  if (missing.length > 0) return `the same by a script of aws and kubectl: left out, ${missing.join(' and ')} not installed`;
  const { stdout, status, stderr } = spawnSync(process.execPath, ['bench/byHand.ts'], { cwd: root, encoding: 'utf8', timeout: 300_000 });
  return status === 0 ? stdout.trimEnd() : `the same by a script of aws and kubectl: failed: ${stderr.split('\n')[0] ?? ''}`;
}
