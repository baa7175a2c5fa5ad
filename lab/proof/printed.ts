/** Every command that a report prints in any world is one that kubectl and the AWS CLI understand: their own parsers say so, nothing is reached. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import { readWorld, worldNames } from '../worlds/catalogue.ts';
import type { Proof } from './proof.ts';
import { type ShellCommand, shellCommands } from './shellCommands.ts';

export const printedKubectl: Proof = {
  title: 'kubectl understands every command of it that a report prints',
  tools: ['kubectl'],
  run: () => understood('kubectl', kubectlRefuses),
};

export const printedAws: Proof = {
  title: 'the AWS CLI understands every command of it that a report prints',
  tools: ['aws'],
  run: () => understood('aws', awsRefuses),
};

async function understood(program: string, refuses: (said: string) => boolean): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'nlb-doctor-proof-'));
  try {
    const commands = printedCommands().filter(({ words }) => words[0] === program);
    const lines = [...new Map(commands.map((command) => [command.words.join('\0'), command.words])).values()].filter(isComplete);
    if (lines.length < 10) throw new Error(`only ${lines.length} commands of ${program} were found`);
    const environment = unreachable(home, contextsOf(commands));
    const wrong = [];
    for (const words of lines) {
      const said = await saidBy(program, offline(words, home), environment);
      if (refuses(said)) wrong.push(`${words.join(' ')}: ${said.trim().slice(0, 200)}`);
    }
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Of all remedies and of all that was unknown, in every world. */
function printedCommands(): readonly ShellCommand[] {
  const subjects = worldNames.flatMap((name) => {
    const { loadBalancers, clusters } = diagnose(joinTopology(readWorld(name)));
    return [...loadBalancers, ...clusters];
  });
  const steps = subjects.flatMap(({ findings }) =>
    findings.flatMap(({ remedies }) => remedies.flatMap((remedy) => [...remedy.steps, ...remedy.verify])),
  );
  const setups = subjects.flatMap(({ access }) => access?.setup ?? []);
  const lines = [...steps.filter(({ kind }) => kind === 'command').map(({ text }) => text), ...setups];
  return [...new Set(lines)].flatMap(shellCommands);
}

/** What the reader has to fill in may be a number: then a placeholder is refused, and rightly. */
const isComplete = (words: readonly string[]): boolean => !words.some((word) => /<[A-Za-z][^<>]*>|\$/.test(word));

/** A manifest from the network is not fetched. */
const offline = (words: readonly string[], home: string): readonly string[] =>
  words.slice(1).map((word) => (word.startsWith('https://') ? join(home, 'manifest.yaml') : word));

const contextsOf = (commands: readonly ShellCommand[]): readonly string[] => [
  ...new Set(commands.flatMap(({ words }) => words[words.indexOf('--context') + 1] ?? [])),
];

/** Nothing listens there: a command that was understood fails to connect. */
const nowhere = '127.0.0.1:9';

function unreachable(home: string, contexts: readonly string[]): Readonly<Record<string, string>> {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'nowhere', cluster: { server: `https://${nowhere}` } }],
    users: [{ name: 'nobody', user: { token: 'none' } }],
    contexts: contexts.map((name) => ({ name, context: { cluster: 'nowhere', user: 'nobody' } })),
  };
  writeFileSync(join(home, 'kubeconfig'), JSON.stringify(config));
  writeFileSync(join(home, 'manifest.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n');
  return {
    HOME: home,
    KUBECONFIG: join(home, 'kubeconfig'),
    AWS_ENDPOINT_URL: `http://${nowhere}`,
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
  };
}

/** Both streams, whatever the program ends with. */
function saidBy(program: string, args: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, [...args], { env: { ...process.env, ...environment }, timeout: 60_000 }, (_, out, err) => resolve(`${out}${err}`));
  });
}

/** What kubectl says that did not get as far as connecting. */
const kubectlRefuses = (said: string): boolean => !/connection refused|was refused|connect:/.test(said);

/** A wrong command ends with usage, a wrong value with its name; a right one fails to connect. */
const awsRefuses = (said: string): boolean => !/Could not connect to the endpoint/.test(said);
