/** The demo: every world is listed, found by a short name, and diagnosed without a complaint about the lab; --keep is an environment of its own. */

import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { worldNamed } from '../../cli/catalogue.ts';
import type { Console } from '../../cli/console.ts';
import { run } from '../../cli/run.ts';
import { present } from '../../lab/proof/tool.ts';
import { expectedOf, worldNames } from '../../lab/worlds/catalogue.ts';
import { eventually } from '../patience.ts';
import { recorded } from './console.ts';

const names = worldNames;

async function call(more: Partial<Console>, ...args: readonly string[]) {
  const console = recorded();
  const status = await run(['demo', ...args], { ...console, ...more });
  return { status, printed: console.printed(), told: console.told() };
}

describe('--list', () => {
  test('has a line for each world, with what it is about, the seed incident first', async () => {
    const { status, printed, told } = await call({}, '--list');
    const lines = printed.trimEnd().split('\n');
    expect([status, told, lines.length]).toEqual([0, '', names.length]);
    expect(lines[0]).toMatch(/^seed-incident +\S.*\.$/);
    for (const line of lines) expect(line).toMatch(/^[\w/-]+ {2,}\S.{15,}/);
  });

  test('fits the terminal, and what it names is found', async () => {
    const { printed } = await call({ isTerminal: true, columns: 70 }, '--list');
    const lines = printed.trimEnd().split('\n');
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(70);
    expect(lines.map((line) => worldNamed(line.split(' ')[0] ?? '')).toSorted()).toEqual(names.toSorted());
  });
});

describe('a name', () => {
  test.each([
    ['agents-not-restarted', 'cilium/agents-not-restarted/cause'],
    ['cilium/agents-not-restarted', 'cilium/agents-not-restarted/cause'],
    ['cilium/agents-not-restarted/twin', 'cilium/agents-not-restarted/twin'],
    ['agents-not-restarted/cause-partial-rollout', 'cilium/agents-not-restarted/cause-partial-rollout'],
    ['local-policy-nodes-without-endpoints', 'kubernetes/local-policy-nodes-without-endpoints/advice'],
    ['seed-incident/', 'seed-incident'],
  ])('%s is %s', (given, name) => expect(worldNamed(given)).toBe(name));

  test.each([
    ['agent-not-restarted', /The nearest: agents-not-restarted, /],
    ['l7', /The nearest: l7-proxy-off, /],
    ['seed', /The nearest: seed-incident, /],
    ['../../etc', /no scenario "\.\.\/\.\.\/etc"/],
    ['cilium', /no scenario "cilium"/],
    ['twin', /no scenario "twin"/],
    ['', /no scenario ""/],
  ])('%j is none, and the nearest are named', async (given, sentence) => {
    const { status, told } = await call({}, given);
    expect([status, told]).toEqual([2, expect.stringMatching(sentence)]);
    expect(told).toContain('nlb-doctor demo --list');
  });
});

describe('a world', () => {
  /** What a live check cannot see: pods are read by the selectors that are known. */
  const others = ['cilium/foreign-host-network-daemon/cause', 'seed-incident-as-reported'];
  const everything = Number(process.env.NLB_DOCTOR_RUNS ?? 0) >= 1000;
  const chosen = names.filter((name) => !others.includes(name)).filter((_, at) => everything || at % 11 === 0);

  test.each(chosen)('%s is diagnosed as expected, denies nothing, and ends with 0 where all was read', async (name) => {
    const { status, printed } = await call({}, name, '--output', 'json');
    const diagnosis = JSON.parse(printed);
    const expected = expectedOf(name);
    // A demo that shows blindness is no exception: it is never health.
    expect(status).toBe(name === 'unreadable-cluster' ? 3 : 0);
    for (const [balancer, wanted] of Object.entries(expected.loadBalancers ?? {})) {
      const found = diagnosis.loadBalancers.find((one: { name: string }) => one.name === balancer);
      const cause = found.findings.find(({ kind }: { kind: string }) => kind === 'cause')?.rule ?? 'none';
      if (wanted.cause !== undefined) expect([wanted.cause].flat()).toContain(cause);
      if (wanted.status !== undefined) expect(found.status).toBe(wanted.status);
    }
    const isAboutBlindness = ['unreadable-cluster', 'aws/controller-reports-error/cause'].includes(name);
    if (!isAboutBlindness) expect(diagnosis.coverage.notRead).toEqual([]);
  });

  test('a threshold that is given is honoured', async () => {
    expect((await call({}, 'seed-incident', '--fail-on', 'critical')).status).toBe(1);
  });

  test('a report that is no world is not played', async () => {
    expect(await call({}, 'seed-incident-as-reported')).toMatchObject({ status: 2, told: expect.stringMatching(/is a report/) });
  });
});

test('what to try next is told on a terminal, and nowhere else', async () => {
  expect((await call({ showsProgress: true })).told).toMatch(/\nNext: nlb-doctor demo --list .*\n.*--keep.*--watch.*\n$/);
  expect((await call({})).told).toBe('');
  expect((await call({ showsProgress: true }, '--output', 'json')).told).not.toMatch(/Next/);
});

describe('--keep', () => {
  /** Plays the demo until `use` is done with the script it prints. */
  async function kept(use: (script: string, commands: readonly string[]) => Promise<void>): Promise<string> {
    const [stop, console] = [new AbortController(), recorded()];
    const playing = run(['demo', '--keep'], { ...console, stopped: stop.signal });
    let isOver = false;
    void playing.finally(() => {
      isOver = true;
    });
    const told = await eventually(
      'the instructions',
      () => (isOver || /^\. \/\S+\/environment$/m.test(console.told())) && `${console.told()}\n`,
    );
    const script = /^\. (\/\S+\/environment)$/m.exec(told)?.[1] ?? '';
    const commands = told.split('\n').filter((line) => /^(aws|kubectl|nlb-doctor) /.test(line));
    try {
      await use(script, commands);
    } finally {
      stop.abort();
    }
    expect(await playing).toBe(0);
    return script;
  }

  /** What a shell of the person has set. */
  const own = {
    PATH: process.env.PATH ?? '',
    HOME: '/nonexistent',
    AWS_PROFILE: 'work',
    AWS_ENDPOINT_URL_EC2: 'https://elsewhere.example',
    AWS_SESSION_TOKEN: 'mine',
    KUBECONFIG: '/nonexistent/own',
  };
  const bash = async (script: string, command: string) =>
    (await promisify(execFile)('bash', ['-c', `. '${script}' && ${command}`], { env: own, timeout: 90_000 })).stdout;

  test('prints one file to read into a shell, which names the lab alone and is gone afterwards', async () => {
    const script = await kept(async (file, commands) => {
      const set = new Map(
        (await bash(file, 'env')).split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      );
      expect(set.get('AWS_ENDPOINT_URL')).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect([set.has('AWS_PROFILE'), set.has('AWS_ENDPOINT_URL_EC2'), set.has('AWS_SESSION_TOKEN')]).toEqual([false, false, false]);
      expect([set.get('AWS_CONFIG_FILE'), set.get('AWS_SHARED_CREDENTIALS_FILE')]).toEqual(['/dev/null', '/dev/null']);
      expect(set.get('KUBECONFIG')).toBe(file.replace('environment', 'kubeconfig'));
      expect(JSON.parse(readFileSync(set.get('KUBECONFIG') ?? '', 'utf8'))['current-context']).toBe('obs-eu-dev-cluster');
      expect(commands).toContain('aws eks update-kubeconfig --region eu-west-2 --name obs-eu-dev-cluster --alias obs-eu-dev-cluster');
    });
    expect(existsSync(script)).toBe(false);
  });

  const missing = ['bash', 'aws', 'kubectl'].filter((tool) => !present(tool));
  if (missing.length > 0)
    process.stderr.write(`left out: what demo --keep prints, with the programs themselves: ${missing.join(', ')} not installed\n`);
  const withTools = missing.length > 0 ? test.skip : test;

  withTools('what it prints works with the real aws and kubectl', async () => {
    await kept(async (file, commands) => {
      for (const command of commands.filter((line) => !line.startsWith('nlb-doctor'))) expect(await bash(file, command)).not.toBe('');
      expect(await bash(file, 'kubectl --context obs-eu-dev-cluster -n kube-system rollout restart daemonset/cilium')).toMatch(/restarted/);
    });
  });
});
