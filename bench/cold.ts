/** The deployed bundle under a Lambda Runtime API: how long it takes to be ready beside a function that does nothing, how much memory, how long a run. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prices } from '../infra/cost.ts';
import { type Account, openAccount } from '../infra/smoke/account.ts';
import { startRuntime } from '../infra/smoke/runtimeApi.ts';
import { type Synthesised, synthesise } from '../infra/smoke/synthesised.ts';
import { fleet } from '../lab/world/fleet.ts';
import { table } from './table.ts';

const starts = 9;
const runs = 5;
const latency = 50;

export async function benchCold(print: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-cold-'));
  try {
    const monitor = synthesise(join(folder, 'out'));
    const hello = helloIn(join(folder, 'hello'));
    const snapshot = fleet({ loadBalancers: 50, targetGroupsEach: 2, clusters: 2, nodesEach: 10, broken: 0 });
    const account = await openAccount(
      { snapshot, latency },
      { regions: ['eu-west-1'], alertTopicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts' },
    );
    const [plain, ours] = [await readyOf(hello, account), await readyOf(monitor.folder, account)];
    const { milliseconds, megabytes, cpu } = await runsOf(monitor, account);
    await account.stop();
    print('the deployed bundle under a Lambda Runtime API (medians)');
    print(
      table(
        ['what', 'measured', 'promised'],
        [
          ['ready, a function that does nothing, ms', String(Math.round(plain)), '-'],
          ['ready, the monitor, ms', String(Math.round(ours)), `<= ${Math.round(3 * plain)} and <= ${Math.round(plain + 130)}`],
          [
            `a warm run, 50 NLBs, ${latency} ms on every call, ms`,
            String(Math.round(milliseconds)),
            'the longest chain of calls + 50, or the pace of 10 a second',
          ],
          ['processor time of a warm run, ms', String(Math.round(cpu)), '-'],
          ['largest resident set of a run, MB', String(Math.round(megabytes)), '< 160'],
        ],
      ),
    );
    print('');
    print(sizes(milliseconds, cpu));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function helloIn(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.js'), 'exports.handler = async () => "hello";\n');
  return folder;
}

async function readyOf(folder: string, { environment }: Account): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < starts; at += 1) {
    const runtime = await startRuntime({ folder, environment, timeoutSeconds: 50 });
    times.push(await runtime.ready);
    await runtime.stop();
  }
  return median(times);
}

async function runsOf(monitor: Synthesised, { environment }: Account) {
  const runtime = await startRuntime({ ...monitor, environment });
  const times: number[] = [];
  let before = 0;
  for (let at = 0; at <= runs; at += 1) {
    const { milliseconds } = await runtime.invoke({ scheduledTime: new Date(Date.UTC(2026, 10, 1, 0, at)).toISOString() });
    if (at > 0) times.push(milliseconds);
    if (at === 1) before = runtime.cpu();
  }
  const [megabytes, cpu] = [runtime.peak() / 1e6, (runtime.cpu() - before) / (runs - 1)];
  await runtime.stop();
  return { milliseconds: median(times), megabytes, cpu };
}

/** Lambda gives a processor to 1,769 MB, and to less memory its share; what waits for the network does not get slower. */
function sizes(wall: number, cpu: number): string {
  const rows = [128, 256, 512, 1024, 1769].map((megabytes) => {
    const duration = Math.max(wall, wall - cpu + (cpu * 1769) / megabytes);
    const dollars = (duration / 1000) * (megabytes / 1024) * prices.lambdaGigabyteSecond * 43_800;
    return [String(megabytes), String(Math.round(duration)), dollars.toFixed(2)];
  });
  return `one run a minute by memory, computed from the wall and processor time above\n${table(['MB', 'ms a run', 'dollars a month'], rows)}`;
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
