/** watch, incidents, silence, ack and unsilence, as people call them, over a memory in a folder. */

import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  expect(printed).toMatch(/^Last check: \d+ s ago, at \d{4}-\d\d-\d\d \d\d:\d\d UTC; 1 load balancer, \d+ gaps?\.$/m);
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

describe('names are held against what was seen', () => {
  const common = ['--state', state, '--for', '2h', '--reason', 'x'];

  test.each<readonly [readonly string[], RegExp]>([
    [['--cluster', 'obs-eu-dev-clustr'], /--cluster obs-eu-dev-clustr: no check has seen it\. Did you mean obs-eu-dev-cluster\?/],
    [['--region', 'eu-west-1'], /--region eu-west-1: no check has seen it\. Did you mean eu-west-2\?/],
    [['--load-balancer', 'k8s-gateway-ciliumga-e070c533a'], /Did you mean k8s-gateway-ciliumga-e070c533ae\?/],
    [['--cluster', 'something-else-entirely'], /no check has seen it\. Known: obs-eu-dev-cluster\. With --unseen/],
  ])('%j', async (args, sentence) => {
    const { status, told, printed } = await call('silence', ...args, ...common);
    expect(told).toMatch(sentence);
    expect([status, printed]).toEqual([2, '']);
  });

  test('a name to come is taken where that is said; a rule by its short name', async () => {
    const { status, printed } = await call('silence', '--cluster', 'tomorrow', '--cause', 'stale-targets', '--unseen', ...common);
    expect(status).toBe(0);
    expect((await listed()).silences).toContainEqual(
      expect.objectContaining({ matchers: expect.objectContaining({ cluster: 'tomorrow', cause: 'aws/stale-targets' }) }),
    );
    await call('unsilence', /s-[0-9a-f]{8}/.exec(printed)?.[0] ?? '', '--state', state);
  });

  test('an acknowledgement of an unknown incident says which list to look at', async () => {
    expect((await call('ack', 'i-nothing', '--state', state)).told).toContain(
      `there is no open incident "i-nothing". nlb-doctor incidents --state ${state} lists them.`,
    );
  });
});

describe('hints are commands to paste', () => {
  /** Runs what is printed behind a mark, through the quoting of a shell. */
  const pasted = (text: string, mark: string) => {
    const [, command = ''] = text.split(mark);
    const words = [...(command.split('\n')[0] ?? '').matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
    expect(words[0]).toBe('nlb-doctor');
    return call(...words.slice(1));
  };

  test.each(['state', 'a state with blanks'])('in a folder named %s', async (name) => {
    const place = join(folder, name);
    if (place !== state) cpSync(state, place, { recursive: true });
    const silenced = await call('silence', '--state', place, '--region', 'eu-west-2', '--for', '2h', '--reason', 'x');
    expect(await pasted(silenced.printed, 'End it before: ')).toMatchObject({ status: 0, printed: expect.stringContaining('has ended') });
    const listing = await call('incidents', '--state', place);
    const acknowledged = await pasted(listing.printed, 'No more reminders of the first: ');
    expect(acknowledged).toMatchObject({ status: 0 });
    expect(await pasted(acknowledged.printed, 'take it back: ')).toMatchObject({ status: 0 });
  });
});

describe('the last check', () => {
  /** The memory as it is when the last check was so long ago, and the check before it as long before that. */
  function aged(name: string, minutes: number, interval: number) {
    const place = join(folder, name);
    cpSync(state, place, { recursive: true });
    const report = join(place, 'report');
    const files = readdirSync(report).map((file) => join(report, file));
    const file = files.find((path) => (JSON.parse(readFileSync(path, 'utf8')) as { id: string }).id === 'run') ?? '';
    const item = JSON.parse(readFileSync(file, 'utf8')) as { body: Record<string, unknown> };
    const ago = (past: number) => new Date(Date.now() - past * 60_000).toISOString();
    writeFileSync(file, JSON.stringify({ ...item, body: { ...item.body, finishedAt: ago(minutes), previousAt: ago(minutes + interval) } }));
    return { place, file };
  }

  test('an old one is the headline', async () => {
    const { place } = aged('old', 35, 1);
    const { status, printed } = await call('incidents', '--state', place);
    expect(printed).toMatch(/^OUT OF DATE: the last check was 35 min ago, at .* UTC\. Does nlb-doctor watch/);
    expect(status).toBe(1);
    const { lastCheck } = JSON.parse((await call('incidents', '--state', place, '-o', 'json')).printed) as { lastCheck: unknown };
    expect(lastCheck).toMatchObject({ isOld: true, loadBalancers: 1 });
  });

  test('it is not old where checks come that seldom', async () => {
    const { place } = aged('seldom', 35, 30);
    expect((await call('incidents', '--state', place)).printed).not.toContain('OUT OF DATE');
  });

  test('old, or without one, nothing open is not health', async () => {
    const { place, file } = aged('silent', 35, 1);
    rmSync(join(place, 'state'), { recursive: true });
    expect(await call('incidents', '--state', place)).toMatchObject({
      status: 3,
      printed: expect.stringMatching(/^OUT OF DATE.*\nNo incident was open then\.\n/),
    });
    rmSync(file);
    expect(await call('incidents', '--state', place)).toMatchObject({ status: 3, printed: 'CANNOT TELL: no check was completed yet.\n' });
  });
});

describe('wrong usage, in a sentence', () => {
  test.each<readonly [readonly string[], RegExp]>([
    [['silence', '--state', '.', '--for', '2h', '--reason', 'x'], /without a matcher it would mute all/],
    [['silence', '--state', '.', '--cluster', 'prod', '--reason', 'x'], /needs an end/],
    [['silence', '--state', '.', '--cluster', 'prod', '--for', '8d', '--reason', 'x'], /seven days at most/],
    [['silence', '--state', '.', '--cluster', 'prod', '--for', '2h'], /needs a reason/],
    [['silence', '--state', '.', '--cluster', 'prod', '--for', 'soon', '--reason', 'x'], /--for takes a length of time/],
    [['silence', '--state', '.', '--cluster', 'prod', '--until', '2001-01-01', '--reason', 'x'], /takes a time with its zone/],
    [['silence', '--state', '.', '--cluster', 'prod', '--until', '2030-02-30T00:00:00Z', '--reason', 'x'], /takes a time with its zone/],
    [
      ['silence', '--state', '.', '--cluster', 'prod', '--until', '2001-01-01T10:00', '--reason', 'x'],
      /has no time zone: write it with one/,
    ],
    [
      ['silence', '--state', '.', '--cluster', 'prod', '--until', '2001-01-01T10:00:00+02:00', '--reason', 'x'],
      /is over: it is \d{4}-.*Z now/,
    ],
    [['silence', '--state', '.', '--cause', 'aws/stale-target', '--for', '2h', '--reason', 'x'], /Did you mean aws\/stale-targets\?/],
    [['silence', '--state', '.', '--cluster', 'prod', '--for', '2h', '--reason', 'x'], /is no memory of nlb-doctor watch/],
    [['ack', 'i-nothing', '--state', '.'], /is no memory of nlb-doctor watch: no check was ever recorded there/],
    [['incidents', '--state', '.'], /is no memory of nlb-doctor watch/],
    [['unsilence', 's-00000000', '--state', '.'], /is no memory of nlb-doctor watch/],
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
