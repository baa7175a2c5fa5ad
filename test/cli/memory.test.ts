/** watch, incidents, silence, ack and unsilence, as people call them, over a memory in a folder. */

import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from '../../cli/run.ts';
import { enter } from '../../lab/environment.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { recorded } from './console.ts';

const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-memory-'));
const state = join(folder, 'state');
let lab: Lab;
let leave: () => void;
beforeAll(async () => {
  lab = await startLab({ snapshot: 'scenarios/seed-incident' });
  leave = enter(lab.environment, process.env);
  for (let at = 0; at < 3; at += 1) await call('watch', '--state', state, '--once');
});
afterAll(async () => {
  leave();
  await lab.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function call(...args: readonly string[]) {
  const console = recorded({ AWS_REGION: 'eu-west-2' });
  const status = await run(args, console);
  return { status, printed: console.printed(), told: console.told() };
}

const listed = async () =>
  JSON.parse((await call('incidents', '--state', state, '--output', 'json')).printed) as {
    incidents: { incident: string; check: string; told: string[]; silent: boolean }[];
    silences: unknown[];
    acknowledgements: unknown[];
  };

test('what is open is listed, with its cause, since when, and where it was told', async () => {
  const { status, printed } = await call('incidents', '--state', state);
  expect(status).toBe(1);
  expect(printed).toMatch(/^i-[a-z2-7]{10} {2}critical {2}k8s-gateway-ciliumga-e070c533ae \(obs-eu-dev-cluster, eu-west-2\)/);
  expect(printed).toContain('target-health: cilium/agents-not-restarted; since ');
  expect(printed).toContain('told on terminal');
  expect((await listed()).incidents[0]).toMatchObject({ check: 'target-health', told: ['terminal'], silent: false });
});

test('a watch tells once: the second and third look say nothing again', async () => {
  const { printed, told, status } = await call('watch', '--state', state, '--once');
  expect(printed).not.toContain('Critical');
  expect(told).toMatch(/1 load balancer, \d open incidents?/);
  expect(status).toBe(1);
});

test('the folder of the memory is for its owner only', () => {
  expect(existsSync(state)).toBe(true);
  expect(readdirSync(state).toSorted()).toEqual(['lease', 'outbox', 'report', 'state']);
});

test('a silence covers what matches, is listed, and ends when asked', async () => {
  const { printed, status } = await call(
    'silence',
    '--state',
    state,
    '--load-balancer',
    'k8s-gateway-ciliumga-e070c533ae',
    '--for',
    '2h',
    '--reason',
    'maintenance',
    '--author',
    'ann',
  );
  expect(status).toBe(0);
  const id = /silence (s-[0-9a-f]{8}) until/.exec(printed)?.[1] ?? '';
  expect(printed).toMatch(/it covers [12] open incidents? now/);
  expect((await listed()).incidents.every(({ silent }) => silent)).toBe(true);
  expect((await call('incidents', '--state', state)).printed).toContain(`silence ${id} until`);
  expect((await call('unsilence', id, '--state', state)).status).toBe(0);
  expect((await listed()).silences).toEqual([]);
  expect((await call('unsilence', id, '--state', state)).status).toBe(2);
});

test('an acknowledgement names who is at it, and can be taken back', async () => {
  const incident = (await listed()).incidents[0]?.incident ?? '';
  expect((await call('ack', incident, '--state', state, '--author', 'bob', '--sticky')).printed).toContain(
    `${incident} is acknowledged by bob`,
  );
  expect((await call('incidents', '--state', state)).printed).toContain(`acknowledged ${incident} by bob until resolved`);
  expect((await call('unsilence', incident, '--state', state)).status).toBe(0);
  expect((await listed()).acknowledgements).toEqual([]);
});

describe('wrong usage, in a sentence', () => {
  test.each<readonly [readonly string[], RegExp]>([
    [['silence', '--state', '.', '--for', '2h', '--reason', 'x'], /without a matcher it would mute all/],
    [['silence', '--state', '.', '--cluster', 'prod', '--reason', 'x'], /needs an end/],
    [['silence', '--state', '.', '--cluster', 'prod', '--for', '8d', '--reason', 'x'], /seven days at most/],
    [['silence', '--state', '.', '--cluster', 'prod', '--for', '2h'], /needs a reason/],
    [['silence', '--state', '.', '--cluster', 'prod', '--for', 'soon', '--reason', 'x'], /--for takes a length of time/],
    [['silence', '--state', '.', '--cluster', 'prod', '--until', '2001-01-01', '--reason', 'x'], /must end after it starts/],
    [['ack', 'i-nothing', '--state', '.'], /no open incident "i-nothing"/],
    [['incidents'], /whose incidents\? Use --table/],
    [['incidents', '--state', '/nowhere/at/all'], /there is no folder/],
    [['watch'], /needs --state DIR/],
    [['watch', '--state', '.', '--every', '1s'], /10s or more/],
    [['demo', 'seed-incident', '--watch'], /takes no scenario/],
  ])('%j', async (args, sentence) => {
    const { status, told, printed } = await call(...args.map((one) => (one === '.' ? folder : one)));
    expect(told).toMatch(sentence);
    expect([status, printed]).toEqual([2, '']);
  });

  test('settings that are wrong are told with the file and the key', async () => {
    const file = join(folder, 'settings.json');
    writeFileSync(file, JSON.stringify({ regions: ['eu-west-2'], thresholds: { failures: 0 } }));
    const { status, told } = await call('watch', '--state', state, '--once', '--settings', file);
    expect(told).toMatch(/settings\.json: thresholds\.failures/);
    expect(status).toBe(2);
  });
});

test('a diagnosis can be had as messages for Slack, one a line', async () => {
  const { printed } = await call('replay', 'scenarios/two-clusters-two-regions', '--output', 'slack');
  const messages = printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { text: string; blocks: unknown[] });
  expect(messages.length).toBeGreaterThan(0);
  for (const { text, blocks } of messages) expect([typeof text, blocks.length > 2]).toEqual(['string', true]);
});
