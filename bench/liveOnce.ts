/** One live measurement in a process of its own: the collector against a lab in another process, so that its memory is not counted. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Call, depth } from '../lab/calls.ts';
import { enter } from '../lab/environment.ts';
import { collectWithCoverage } from '../lambda/collect/collect.ts';
import type { CollectRequest } from '../lambda/collect/request.ts';
import { readsOfAllRules } from '../lambda/diagnose/rules/index.ts';
import type { LiveMeasured } from './live.ts';

const [balancers = '50', groups = '2', broken = '0', mode = 'free', delay = '50'] = process.argv.slice(2);
const region = 'eu-west-1';
const latency = Number(delay);
const mostRuns = 2;

const lab = fork(join(import.meta.dirname, 'labProcess.ts'), [balancers, groups, broken, String(latency)], {
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
const [environment] = (await once(lab, 'message')) as [Record<string, string>];
enter(environment, process.env);

const free = { perSecond: 100_000, burst: 100_000 };
const request: CollectRequest = {
  regions: [region],
  reads: readsOfAllRules,
  deadlineMs: mode === 'budget' ? 10_000 : 30_000,
  ...(mode === 'free' ? { elbRate: free } : {}),
};

// A function is warm nearly always: the first run compiles, and is not what is measured.
if (mode === 'free') await collectWithCoverage(request);
lab.send('forget');
await once(lab, 'message');

const start = performance.now();
let cursor: string | undefined;
let [runs, read, asked] = [0, 0, 0];
do {
  const collected = await collectWithCoverage({ ...request, cursor });
  cursor = collected.cursor;
  runs += 1;
  read += collected.coverage.read;
  asked = collected.coverage.targetGroups;
} while (cursor !== undefined && runs < mostRuns);
const wall = performance.now() - start;
const peak = (process.resourceUsage().maxRSS * 1024) / 1e6;

lab.send('calls');
const [calls] = (await once(lab, 'message')) as [readonly Call[]];
lab.kill();

const elb = calls.filter((call) => call.kind === 'aws' && call.service.startsWith('elasticloadbalancing')).length;
const measured: LiveMeasured = {
  calls: calls.length,
  depth: depth(calls),
  wall,
  chain: longest(calls),
  paced: mode === 'free' ? 0 : Math.max(0, ((elb - 40) / 10) * 1000),
  megabytes: peak,
  read,
  groups: asked,
  runs,
};
process.stdout.write(JSON.stringify(measured));

/** The time that the longest chain of calls, each begun after the one before had ended, took the lab to answer. */
function longest(list: readonly Call[]): number {
  const done: { readonly end: number; readonly sum: number }[] = [];
  for (const { startedAt, endedAt = startedAt } of list.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const before = done.reduce((most, one) => (one.end <= startedAt && one.sum > most ? one.sum : most), 0);
    done.push({ end: endedAt, sum: before + endedAt - startedAt });
  }
  return done.reduce((most, { sum }) => Math.max(most, sum), 0);
}
