/** The command as people call it: what it prints, where, and with which status it ends. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { run } from '../../cli/run.ts';
import { enter } from '../../lab/environment.ts';
import { startLab } from '../../lab/lab.ts';
import type { Diagnosis } from '../../lambda/diagnose/diagnosis.ts';
import { rules } from '../../lambda/diagnose/rules/index.ts';
import { recorded } from './console.ts';

const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The time of the command, for a machine that is busy. */
const unhurried = ['--timeout', '600'];

async function call(...args: readonly string[]) {
  const console = recorded({ AWS_REGION: 'eu-west-2' });
  const status = await run(args, console);
  return { status, printed: console.printed(), told: console.told() };
}

describe('exit status', () => {
  test.each([
    ['a snapshot with a critical cause', ['replay', 'scenarios/seed-incident'], 1],
    ['the same where nobody asks', ['replay', 'scenarios/seed-incident', '--fail-on', 'never'], 0],
    ['a healthy snapshot', ['replay', 'scenarios/plain-service-local-policy'], 0],
    ['a healthy snapshot where information counts', ['replay', 'scenarios/plain-service-local-policy', '--fail-on', 'info'], 1],
    ['only a warning, and only critical counts', ['replay', 'scenarios/seed-incident-repaired', '--fail-on', 'critical'], 0],
    ['targets that fail, and the cluster behind them was not read', ['replay', 'scenarios/unreadable-cluster'], 3],
    ['the same where no finding counts', ['replay', 'scenarios/unreadable-cluster', '--fail-on', 'never'], 3],
    ['no command', [], 2],
    ['help', ['--help'], 0],
    ['a folder that is no snapshot', ['replay', 'test'], 3],
    ['a live command without a region', ['check', '--region', 'nowhere'], 2],
  ] as const)('%s', async (_, args, status) => {
    expect((await call(...args)).status).toBe(status);
  });
});

describe('wrong usage gets the nearest right word, in a sentence', () => {
  test.each([
    [['reply', 'x'], /no command "reply". Did you mean replay\?/],
    [['replay', 'x', '--fail-no', 'never'], /no option --fail-no. Did you mean --fail-on\?/],
    [['replay', 'x', '--output', 'sariff'], /not "sariff". Did you mean sarif\?/],
    [['replay'], /replay needs DIR/],
    [['replay', 'x', 'y'], /does not know what to do with "y"/],
    [['explain', 'cilium/agent-not-restarted'], /Did you mean cilium\/agents-not-restarted\?/],
    [['explain', 'agent-not-restarted'], /Did you mean cilium\/agents-not-restarted\?/],
    [['explain', 'l7-proxy-of'], /Did you mean cilium\/l7-proxy-off\?/],
    [['explain', 'nothing-like-it-at-all'], /there is no rule "nothing-like-it-at-all"\. nlb-doctor rules/],
    [['demo', '../etc'], /there is no scenario/],
    [['check', '--timeout', 'soon'], /--timeout takes seconds/],
  ] as const)('%j', async (args, sentence) => {
    const { status, told, printed } = await call(...args);
    expect(told).toMatch(sentence);
    expect(told).not.toMatch(/\n\s+at /);
    expect(told).not.toMatch(/nlb-doctor: nlb-doctor|[a-z]\.\.(?![./])/);
    expect([status, printed]).toEqual([2, '']);
  });
});

test('a snapshot that cannot be read is told in a sentence, with its place and no stack', async () => {
  const { told } = await call('replay', 'scenarios');
  expect(told).toMatch(/^nlb-doctor: snapshot.yaml: it is missing from .*scenarios;/);
  expect(told.trim().split('\n')).toHaveLength(1);
});

test('control characters of arguments do not reach the terminal', async () => {
  const { told } = await call('re\u001b[31mplay');
  expect(told).not.toContain('\u001b');
});

test('the same snapshot gives the same bytes', async () => {
  const [first, second] = [
    await call('replay', 'scenarios/seed-incident', '--output', 'json'),
    await call('replay', 'scenarios/seed-incident', '--output', 'json'),
  ];
  expect(first.printed).toBe(second.printed);
  expect(JSON.parse(first.printed)).toMatchObject({ format: 1, loadBalancers: [{ status: 'down' }] });
});

test('--output-file takes the answer, and nothing is printed', async () => {
  const file = join(folder, 'answer.md');
  const { printed } = await call('replay', 'scenarios/seed-incident', '--output', 'markdown', '--output-file', file);
  expect(printed).toBe('');
  expect(readFileSync(file, 'utf8')).toMatch(/^# DOWN/);
});

test('explain prints the page of the rule, rules lists every one', async () => {
  expect((await call('explain', 'aws/stale-targets')).printed).toBe(readFileSync('docs/rules/aws/stale-targets.md', 'utf8'));
  expect((await call('rules')).printed.split('\n').filter((line) => line !== '').length).toBeGreaterThan(50);
});

describe('explain', () => {
  const onTerminal = async (...args: readonly string[]) => {
    const console = { ...recorded(), isTerminal: true, columns: 72 };
    const status = await run(['explain', ...args], console);
    return { status, printed: console.printed() };
  };

  test('takes the short name of a rule', async () => {
    expect((await call('explain', 'stale-targets')).printed).toBe((await call('explain', 'aws/stale-targets')).printed);
  });

  test.each(rules.map(({ id }) => id))('reads as text on a terminal: %s', async (id) => {
    const { status, printed } = await onTerminal(id);
    expect(status).toBe(0);
    expect(printed).not.toMatch(/^#|\*\*|^```/m);
    // What is pasted and addresses are never broken; all else fits.
    const prose = printed.split('\n').filter((line) => !line.startsWith('    ') && !line.includes('https://'));
    for (const line of prose) expect(line.length).toBeLessThanOrEqual(72);
  });

  test('is Markdown on a terminal too where asked', async () => {
    expect((await onTerminal('stale-targets', '-o', 'markdown')).printed).toBe(readFileSync('docs/rules/aws/stale-targets.md', 'utf8'));
    expect((await call('explain', 'stale-targets', '-o', 'text')).printed).toMatch(/^WHEN IT STAYS SILENT$/m);
  });
});

test('a live check of the lab tells what the replay tells; capture, then replay, as well', async () => {
  const lab = await startLab({ snapshot: 'scenarios/seed-incident' });
  const leave = enter(lab.environment, process.env);
  try {
    const [live, captured] = [
      await call('check', '--region', 'eu-west-2', ...unhurried),
      await call('capture', join(folder, 'captured'), '--region', 'eu-west-2', ...unhurried),
    ];
    const replayed = await call('replay', join(folder, 'captured'));
    expect([live.status, captured.status, replayed.status]).toEqual([1, 0, 1]);
    for (const { printed } of [live, replayed])
      expect(printed).toMatch(/All 5 nodes run a Cilium agent that was started before Envoy support/);
  } finally {
    leave();
    await lab.stop();
  }
});

test('check and replay of one world agree, though all its targets are healthy: the scheme of the load balancer is not the requested one', async () => {
  const lab = await startLab({ snapshot: 'scenarios/seed-incident-repaired' });
  const leave = enter(lab.environment, process.env);
  try {
    const [live, replayed] = [
      await call('check', '--region', 'eu-west-2', '--output', 'json'),
      await call('replay', 'scenarios/seed-incident-repaired', '--output', 'json'),
    ];
    const findings = ({ printed }: { readonly printed: string }) =>
      (JSON.parse(printed) as Diagnosis).loadBalancers.map((one) => one.findings);
    expect(findings(live)).toEqual(findings(replayed));
    expect([live.status, replayed.status]).toEqual([1, 1]);
  } finally {
    leave();
    await lab.stop();
  }
});

test('preflight says that everything can be read, or prints the exact grant', async () => {
  const lab = await startLab({ snapshot: 'scenarios/seed-incident', access: [] });
  const leave = enter(lab.environment, process.env);
  try {
    const { status, printed } = await call('preflight', '--region', 'eu-west-2', ...unhurried);
    expect(status).toBe(3);
    expect(printed).toMatch(/denied +eu-west-2 +obs-eu-dev-cluster +list services/);
    expect(printed).toMatch(/kind: ClusterRole/);
  } finally {
    leave();
    await lab.stop();
  }
});

test('demo needs no account: it plays the incident and tells its cause', async () => {
  const { status, printed } = await call('demo');
  expect(status).toBe(0);
  expect(printed).toMatch(/cilium\/agents-not-restarted/);
});
