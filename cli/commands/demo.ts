/** `nlb-doctor demo`: the lab on loopback with an incident in it, then a live check against it. No account is needed. */

import { once } from 'node:events';
import { enter } from '../../lab/environment.ts';
import { startLab } from '../../lab/lab.ts';
import type { Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { type Command, type ExitStatus, flag, type Given, UsageError } from '../command.ts';
import { outputOptions } from '../output.ts';
import { readWorld, worldNames } from '../worlds.ts';
import { check } from './check.ts';

export const demo: Command = {
  name: 'demo',
  summary: 'diagnose an incident that the lab plays on loopback; no account needed',
  positionals: ['[SCENARIO]'],
  options: {
    ...outputOptions,
    watch: { type: 'boolean', help: 'watch the seed incident begin and end, and what Slack is told' },
    keep: { type: 'boolean', help: 'leave the lab running and print how to point aws and kubectl at it' },
  },
  run: async (given) => {
    if (flag(given.values, 'watch')) return watched(given);
    const name = given.positionals[0] ?? 'seed-incident';
    if (!worldNames().includes(name)) {
      throw new UsageError(
        `there is no scenario "${name}"; they are the folders below scenarios/, such as seed-incident or cilium/l7-proxy-off/cause.`,
      );
    }
    return play(readWorld(name), given);
  },
};

/** The ports are those of the scenario's target groups. */
async function watched({ console, positionals }: Given): Promise<ExitStatus> {
  if (positionals.length > 0) throw new UsageError('demo --watch plays the seed incident: it takes no scenario.');
  const { play: playOut } = await import('../play.ts');
  await playOut({ broken: readWorld('seed-incident'), repaired: readWorld('seed-incident-repaired'), ports: [30866, 31163] }, console);
  return 0;
}

async function play(snapshot: Snapshot, given: Given): Promise<ExitStatus> {
  const lab = await startLab({ snapshot });
  try {
    // The clients are the ones a real account is read with: only the environment tells them where to go.
    enter(lab.environment, process.env);
    const region = snapshot.regions.map((one) => one.region);
    const status = await check.run({ ...given, positionals: [], values: { ...given.values, region, timeout: '30', logs: true } });
    if (flag(given.values, 'keep')) await kept(lab.environment, given);
    return status;
  } finally {
    await lab.stop();
  }
}

async function kept(environment: Readonly<Record<string, string>>, { console }: Given): Promise<void> {
  const lines = Object.entries(environment).map(([key, value]) => `export ${key}='${value}'`);
  console.tell(
    `\nThe lab goes on until ctrl-C. In another shell:\n\n${lines.join('\n')}\n\naws elbv2 describe-load-balancers\naws eks update-kubeconfig --name <cluster> && kubectl get gateways -A\n`,
  );
  if (!console.stopped.aborted) await once(console.stopped, 'abort');
}
