/** Every command that a report, a message or a page prints names the cluster, the region and the profile it is meant for. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { pages } from '../../docs/generate.ts';
import { type ShellCommand, shellCommands } from '../../lab/proof/shellCommands.ts';
import { readWorld, worldNames } from '../../lab/worlds/catalogue.ts';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import type { Diagnosis, LoadBalancerDiagnosis, ReportedFinding } from '../../lambda/diagnose/diagnosis.ts';
import { chatNotification } from '../../lambda/notify/chat.ts';
import { machineIncident } from '../../lambda/notify/machine.ts';
import { messageOf } from '../../lambda/notify/message.ts';
import { plainText } from '../../lambda/notify/plain.ts';
import { slackMessage } from '../../lambda/notify/slack/blocks.ts';
import { type Format, render } from '../../lambda/report/report.ts';
import type { Access } from '../../lambda/text/commands.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import { announced } from '../notify/notifications.ts';

/** The flags that a command must have, by program; a command without them runs against whatever is current. */
const needed: Readonly<Record<string, readonly string[]>> = {
  kubectl: ['--context'],
  helm: ['--kube-context'],
  cilium: ['--context'],
  aws: ['--region'],
  'nlb-doctor': ['--region'],
};

/** What is wrong with a line of shell; nothing where all its commands name where they go. */
function complaintsOf(line: string, access: Access = {}): readonly string[] {
  return shellCommands(line).flatMap(({ words }) => {
    const [program = ''] = words;
    const flags = [...(needed[program] ?? []), ...givenFlags(program, access)];
    return flags.filter((flag) => argumentOf(words, flag) === undefined).map((flag) => `${line}: ${program} without ${flag}`);
  });
}

function givenFlags(program: string, { profile, kubeconfig }: Access): readonly string[] {
  const isAws = program === 'aws' || program === 'nlb-doctor';
  const isKubernetes = program === 'kubectl' || program === 'helm' || program === 'nlb-doctor';
  return [
    ...(isAws && profile !== undefined ? ['--profile'] : []),
    ...(isKubernetes && kubeconfig?.path !== undefined ? ['--kubeconfig'] : []),
  ];
}

const argumentOf = (words: readonly string[], flag: string): string | undefined => {
  const at = words.indexOf(flag);
  return at === -1 ? undefined : words[at + 1];
};

/** Programs named in prose, with what follows: a command there needs its flags as well. */
const inProse =
  /(?:\bkubectl (?!--(?:context|kubeconfig) )|\bhelm (?!--(?:kube-context|kubeconfig) )(?=[a-z-])|\baws [a-z0-9]+ [a-z]+-[a-z-]+(?![a-z-]| --region )|\bnlb-doctor (?:check|capture|preflight|watch)\b(?! --region )).{0,40}/g;

const proseComplaints = (text: string): readonly string[] => [...text.matchAll(inProse)].map(([found]) => `${text}: ${found}`);

const commandsOf = ({ remedies }: ReportedFinding) =>
  remedies.flatMap(({ steps, verify }) => [...steps, ...verify]).flatMap(({ kind, text }) => (kind === 'command' ? [text] : []));

const proseOf = ({ remedies }: ReportedFinding) =>
  remedies.flatMap(({ title, risk, effect, undo, steps, verify }) => [
    title,
    risk,
    effect,
    undo,
    ...[...steps, ...verify].flatMap(({ kind, text }) => (kind === 'command' ? [] : [text])),
  ]);

const subjectsOf = ({ loadBalancers, clusters }: Diagnosis) => [...loadBalancers, ...clusters];

const flagsGiven: Access = {
  profile: 'my team',
  kubeconfig: { path: '/home/me/my configs/kube', context: 'arn:aws:eks:eu-west-2:111122223333:cluster/x' },
};

describe.each<[string, Access]>([
  ['by the monitor or a replay', {}],
  ['by a live check with its flags', flagsGiven],
])('printed %s', (_, access) => {
  let diagnoses: readonly Diagnosis[];
  beforeAll(() => {
    diagnoses = worldNames.map((name) => diagnose(joinTopology(readWorld(name)), { access }));
  });

  test('every command of every remedy in every world', () => {
    const commands = new Set(diagnoses.flatMap(subjectsOf).flatMap(({ findings }) => findings.flatMap(commandsOf)));
    expect(commands.size).toBeGreaterThan(100);
    expect([...commands].flatMap((command) => complaintsOf(command, access))).toEqual([]);
  });

  test('every sentence of a remedy, and every grant', () => {
    const sentences = new Set([
      ...diagnoses.flatMap(subjectsOf).flatMap(({ findings }) => findings.flatMap(proseOf)),
      ...diagnoses.flatMap(({ loadBalancers }) => loadBalancers.flatMap(({ unknown }) => unknown.map(({ grant }) => grant))),
    ]);
    expect([...sentences].some((text) => text.includes('kubectl --'))).toBe(true);
    expect([...sentences].flatMap(proseComplaints)).toEqual([]);
  });

  test('the context of every command is that of its load balancer or cluster, and is made or explained where it is not given', () => {
    const subjects = diagnoses.flatMap(subjectsOf);
    const foreign = subjects.flatMap(({ findings, access: own }) =>
      findings.flatMap(commandsOf).flatMap((line) => contextsIn(line).filter((context) => context !== own?.context)),
    );
    expect(foreign).toEqual([]);
    const lost = subjects.filter(
      ({ access: own }) => own && own.setup === null && own.note === null && own.context !== access.kubeconfig?.context,
    );
    expect(lost).toEqual([]);
  });
});

const contextsIn = (line: string): readonly string[] =>
  shellCommands(line).flatMap(({ words }: ShellCommand) => argumentOf(words, words[0] === 'helm' ? '--kube-context' : '--context') ?? []);

describe('the command that makes the context', () => {
  const broken = (): Diagnosis => diagnose(joinTopology(readWorld('seed-incident')));
  const setup = 'aws eks update-kubeconfig --region eu-west-2 --name obs-eu-dev-cluster --alias obs-eu-dev-cluster';
  const times = (text: string) => text.split('eks update-kubeconfig').length - 1;

  test.each<[Format]>([['text'], ['markdown'], ['html']])(
    'stands once in a report as %s, before the commands that need it',
    async (format) => {
      const twice = broken();
      const [one] = twice.loadBalancers;
      if (one === undefined) throw new Error('the seed has a load balancer');
      const report = await render(
        format,
        { ...twice, loadBalancers: [one, { ...one, arn: `${one.arn}0`, name: 'second' }] },
        { colour: false, verbose: true, columns: 80 },
      );
      expect(times(report)).toBe(1);
      expect(report).toContain(setup);
      expect(report.indexOf('update-kubeconfig')).toBeLessThan(report.indexOf('kubectl --context'));
    },
  );

  test('stands once in a message', () => {
    const [one] = broken().loadBalancers;
    const notification = announced(one ?? null, 'opened');
    const message = messageOf(notification, {});
    const forms = [
      plainText(message),
      JSON.stringify(slackMessage(message).blocks),
      JSON.stringify(chatNotification(notification, message)),
    ];
    for (const form of forms) {
      expect(times(form)).toBe(1);
      expect(form.indexOf('update-kubeconfig')).toBeLessThan(form.indexOf('kubectl --context'));
    }
    expect(machineIncident(notification).diagnosis?.access?.setup).toBe(setup);
  });

  test('is a field, and null where nothing needs it', () => {
    const healthy = diagnose(joinTopology(readWorld('seed-incident-repaired')));
    const named = ({ findings, unknown }: LoadBalancerDiagnosis) =>
      [...findings.flatMap(commandsOf), ...unknown.map(({ grant }) => grant)].some((text) => text.includes('--context '));
    for (const one of [...broken().loadBalancers, ...healthy.loadBalancers]) expect(one.access === null).toBe(!named(one));
    expect(broken().loadBalancers[0]?.access).toEqual({ context: 'obs-eu-dev-cluster', kubeconfig: null, setup, note: null });
  });
});

test('two clusters of one name in two regions have two contexts', () => {
  const world = readWorld('two-clusters-two-regions');
  const clusters = world.clusters.map((cluster) => ({ ...cluster, name: 'prod' }));
  const { clusters: diagnosed } = diagnose(joinTopology({ ...world, clusters }));
  expect(diagnosed.map(({ name }) => name)).toEqual(['prod', 'prod']);
  const contexts = diagnosed.flatMap(({ access }) => access?.context ?? []);
  expect(new Set(contexts).size).toBe(contexts.length);
});

const rulePages = [...pages()].filter(([path]) => path.endsWith('.md'));

describe('the pages of the rules', () => {
  test.each(rulePages)('%s', (_, page) => {
    const blocks = [...page.matchAll(/```sh\n(.*?)\n```/gs)].map(([, text = '']) => text);
    expect(blocks.flatMap((block) => complaintsOf(block))).toEqual([]);
    expect(proseComplaints(page.replace(/```.*?```/gs, ''))).toEqual([]);
  });
});

/** Where commands are made, and the script of a capture, whose functions add the flags. */
const makers = ['lambda/text/commands.ts', 'cli/captureScript/script.ts', 'cli/captureScript/clusterCommands.ts'];

test('no other source holds the text of a command', () => {
  const files = ['lambda', 'cli'].flatMap((folder) =>
    readdirSync(resolve(folder), { recursive: true, encoding: 'utf8' }).flatMap((path) =>
      path.endsWith('.ts') ? [join(folder, path)] : [],
    ),
  );
  const wrong = files
    .filter((path) => !makers.includes(path))
    .flatMap((path) => bareCommands(readFileSync(path, 'utf8')).map((found) => `${path}: ${found}`));
  expect(wrong).toEqual([]);
});

/** In the strings of a source: comments say what they like. */
function bareCommands(source: string): readonly string[] {
  const code = source.replace(/\/\*.*?\*\//gs, '').replace(/^\s*\/\/.*$/gm, '');
  return [
    ...code.matchAll(
      /['"`( ](?:kubectl (?:-|get|apply|rollout|describe|annotate|logs)|helm (?:upgrade|rollback)|aws [a-z0-9]+ [a-z]+-[a-z]).{0,30}/g,
    ),
  ].map(([found]) => found);
}
