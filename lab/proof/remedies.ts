/** The commands that a report recommends, run as they are printed, against the lab: they succeed, and the targets are healthy afterwards. */

import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { collect } from '../../lambda/collect/collect.ts';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import { readsOfAllRules as reads } from '../../lambda/diagnose/rules/index.ts';
import { render } from '../../lambda/report/report.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import { enter } from '../environment.ts';
import { type Lab, startLab } from '../lab.ts';
import { today } from '../today.ts';
import { listenersOf, readWorld } from '../worlds/catalogue.ts';
import type { Proof } from './proof.ts';

/** What a report says, as far as this proof reads it. */
interface Report {
  readonly loadBalancers: readonly {
    readonly name: string;
    readonly status: string;
    readonly findings: readonly {
      readonly kind: string;
      readonly rule: string;
      readonly remedies: readonly { readonly recommended: boolean; readonly steps: readonly Line[]; readonly verify: readonly Line[] }[];
    }[];
  }[];
}

interface Line {
  readonly kind: string;
  readonly text: string;
}

export const remedy = (name: string): Proof => ({
  title: `the recommended fix of ${name}, as printed, succeeds and heals the targets`,
  tools: ['aws', 'kubectl', 'bash'],
  run: () => healed(name),
});

async function healed(name: string): Promise<void> {
  const snapshot = today(readWorld(name), new Date());
  const listeners = listenersOf(name);
  const lab = await startLab({
    snapshot,
    complete: true,
    writable: true,
    ...(listeners === undefined ? {} : { realHealth: { listeners } }),
  });
  const home = mkdtempSync(join(tmpdir(), 'nlb-doctor-proof-'));
  try {
    const regions = snapshot.regions.map(({ region }) => region);
    const shell = shellOf(lab, home);
    await repaired(lab, regions, shell);
    await shell(`nlb-doctor check ${regions.map((region) => `--region ${region}`).join(' ')} --fail-on critical`);
  } finally {
    rmSync(home, { recursive: true, force: true });
    await lab.stop();
  }
}

/** A remedy may name one port, or one binding, at a time: then the next report names the next. */
const mostRounds = 3;

async function repaired(lab: Lab, regions: readonly string[], shell: Shell): Promise<void> {
  const done = new Set<string>();
  for (let round = 0; round < mostRounds; round += 1) {
    const commands = commandsNow(await reported(lab, regions)).filter((command) => !done.has(command));
    if (round === 0 && commands.length === 0) throw new Error('the report recommends no command');
    for (const command of commands) {
      await shell(command);
      done.add(command);
    }
    if (await becomesHealthy(lab, regions, done)) return;
  }
  throw new Error(`the targets are not healthy after ${[...done].join('; ')}`);
}

/** The report as JSON, read back: the commands are those that a person gets. */
async function reported(lab: Lab, regions: readonly string[]): Promise<Report> {
  const leave = enter(lab.environment, process.env);
  try {
    const seen = await collect({ regions, reads, everything: true, logs: true, deadlineMs: 60_000 });
    const output = await render('json', diagnose(joinTopology(seen)), { colour: false, verbose: true, columns: 80 });
    return JSON.parse(output) as Report;
  } finally {
    leave();
  }
}

/** Of all causes. */
function commandsNow({ loadBalancers }: Report): readonly string[] {
  const causes = loadBalancers.flatMap(({ findings }) => findings.filter(({ kind }) => kind === 'cause'));
  return causes.flatMap(({ remedies }) =>
    remedies.filter(({ recommended: isRecommended }) => isRecommended).flatMap(({ steps }) => commandsOf(steps)),
  );
}

/** A command with something to fill in is left to the person. */
const commandsOf = (lines: readonly Line[]) =>
  lines.filter(({ kind, text }) => kind === 'command' && !/<[a-z][^<>]*>/.test(text)).map(({ text }) => text);

const patienceMs = 60_000;

/** False where the report recommends something new meanwhile. */
async function becomesHealthy(lab: Lab, regions: readonly string[], done: ReadonlySet<string>): Promise<boolean> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const report = await reported(lab, regions);
    const ill = report.loadBalancers.filter(({ status }) => status !== 'healthy');
    if (ill.length === 0) return true;
    if (performance.now() > until) return false;
    if (commandsNow(report).some((command) => !done.has(command))) return false;
    await wait(500);
  }
}

type Shell = (command: string) => Promise<void>;

/** Runs commands as a person's shell does, with `nlb-doctor` among the programs. @throws Error where one fails */
function shellOf(lab: Lab, home: string): Shell {
  const kubeconfig = join(home, 'kubeconfig');
  writeFileSync(kubeconfig, lab.operator?.kubeconfig ?? '', { mode: 0o600 });
  const program = join(home, 'nlb-doctor');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${join(import.meta.dirname, '../../cli/main.ts')}' "$@"\n`);
  chmodSync(program, 0o755);
  const environment = {
    ...process.env,
    ...lab.operator?.environment,
    KUBECONFIG: kubeconfig,
    HOME: home,
    AWS_PAGER: '',
    PATH: `${home}:${process.env.PATH ?? ''}`,
  };
  return (command) =>
    new Promise((resolve, reject) => {
      const shell = spawn('bash', ['-o', 'pipefail', '-c', command], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
      const said: Buffer[] = [];
      for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
      shell.once('error', reject);
      shell.once('close', (status) => {
        // grep ends with 1 where it finds nothing, which is no failure of a command that looks for errors.
        if (status === 0 || (status === 1 && command.includes('| grep '))) resolve();
        else reject(new Error(`${command}: ends with ${status}: ${Buffer.concat(said).toString('utf8').trim()}`));
      });
    });
}
