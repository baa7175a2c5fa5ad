/** First contact decides for every command of the pages, and lets no failure pass for a command that was not run. */

import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { commandsOf, pagesInReadingOrder, type ShellCommand } from '../../docs/examples.ts';
import { planFor } from './plan.ts';
import { openShell } from './shell.ts';
import type { World } from './world.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-plan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newWorld = (): World => ({
  environment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
  snapshot: '/snapshot',
  newFolder: () => '/new',
  written: [],
  state: '/state',
  table: 'table',
  incident: (memory) => `i-${memory}`,
  silence: (memory) => `s-${memory}`,
  settings: '/settings.json',
  loadBalancer: 'net-1',
  service: 'a/b',
  gateway: 'c/d',
  close: async () => undefined,
});
const command = (text: string): ShellCommand => ({ page: 'README.md', line: 1, text, comment: '', from: 'block' });
const planOf = (text: string) => planFor(command(text), newWorld());

test('every command of the pages has a row, and every placeholder a value', () => {
  const all = pagesInReadingOrder(root).flatMap((page) => commandsOf(root, page));
  const failing = all.flatMap((one) => {
    const plan = planFor(one, newWorld());
    return plan.how === 'fails' ? [`${one.page}:${one.line} ${one.text}: ${plan.reason}`] : [];
  });
  expect(all.length).toBeGreaterThan(20);
  expect(failing).toEqual([]);
});

test.each(['terraform apply', 'rm -rf x', './install.sh', 'sudo npm ci'])('a command without a row fails: %s', (text) => {
  expect(planOf(text)).toMatchObject({ how: 'fails' });
});

test('a placeholder without a value fails', () => {
  expect(planOf('npx nlb-doctor check --color COLOUR')).toMatchObject({ how: 'fails' });
});

test.each([
  ['npx nlb-doctor check --region eu-west-1', 'npx nlb-doctor check --region eu-west-1', 1],
  ['nlb-doctor check --load-balancer NAME --fail-on never', 'nlb-doctor check --load-balancer net-1 --fail-on never', 0],
  ['npx nlb-doctor check --service web/front --gateway NAMESPACE/NAME', 'npx nlb-doctor check --service a/b --gateway c/d', 1],
  ['npm run nlb-doctor -- replay DIR', 'npm run nlb-doctor -- replay /snapshot', 1],
  ['nlb-doctor watch --state DIR --every 60s', 'nlb-doctor watch --state /state --every 60s --once', 1],
  ['nlb-doctor incidents --table NAME', 'nlb-doctor incidents --table table', 1],
  ['nlb-doctor ack INCIDENT --state DIR', 'nlb-doctor ack i-state --state /state', 0],
  ['nlb-doctor unsilence s-01234567 --table NAME', 'nlb-doctor unsilence s-table --table table', 0],
  ['nlb-doctor explain RULE', 'nlb-doctor explain cilium/agents-not-restarted', 0],
  [`npx cdk deploy --context nlbDoctor='{"a": 1}'`, `npx cdk synth --quiet --context nlbDoctor='{"a": 1}'`, 0],
  ['kubectl --context prod apply -k infra/kubernetes/base', 'kubectl kustomize infra/kubernetes/base', 0],
  ['npm run demo -- --keep', 'npm run demo --', 0],
])('%s is run as %s, status %i', (text, run, expected) => {
  expect(planOf(text)).toMatchObject({ how: 'run', text: run, expected });
});

test('only what needs an account is led to the lab', () => {
  expect(planOf('nlb-doctor check')).toMatchObject({ environment: newWorld().environment });
  for (const text of ['npm ci', 'npm run example', 'nlb-doctor --help', 'nlb-doctor explain RULE'])
    expect(planOf(text)).toMatchObject({ environment: {} });
});

test('the shell keeps variables and the folder, gives the status, and shows both streams', async () => {
  const shell = openShell({ clone: folder, scratch: folder, environment: { PATH: process.env.PATH ?? '' } });
  await shell.run('export COLOUR="a b"');
  await shell.run('mkdir inside; cd inside');
  expect(await shell.run('echo "$COLOUR"; basename "$PWD" >&2; exit 3')).toMatchObject({ status: 3, output: 'a b\ninside\n' });
  expect(await shell.run('false | true')).toMatchObject({ status: 1 });
  expect(await shell.run('no-such-program')).toMatchObject({ status: 127 });
});

test('only programs of others may be absent', async () => {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync('/bin/bash', join(bin, 'bash'));
  const shell = openShell({ clone: folder, scratch: folder, environment: { PATH: bin } });
  expect(await shell.absentProgram('kubectl get nodes | jq .')).toBe('kubectl');
  expect(await shell.absentProgram('npm ci')).toBeUndefined();
});
