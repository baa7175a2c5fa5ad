/** Whole runs against the lab: what is told when the world breaks, heals, or cannot be seen. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { enter } from '../lab/environment.ts';
import type { Fault } from '../lab/faults.ts';
import { type Lab, startLab } from '../lab/lab.ts';
import * as mishaps from '../lab/mishaps.ts';
import type { Delivery, Notification, Sink } from '../lambda/incidents/outbox/notification.ts';
import { memoryStore } from '../lambda/incidents/store/memory.ts';
import { type Store, StoreError } from '../lambda/incidents/store/store.ts';
import { type MonitorRun, runMonitor } from '../lambda/run.ts';
import { readSettings } from '../lambda/settings.ts';
import { readSnapshot } from '../lambda/snapshot/read.ts';
import { plusSeconds } from '../lambda/text/time.ts';
import { patienceMs, patient, timed } from './patience.ts';

// Snapshots, not folders: health is then as they were seen, at once.
const broken = readSnapshot('scenarios/seed-incident');
const repaired = readSnapshot('scenarios/seed-incident-repaired');
const start = '2026-11-01T00:00:00.000Z';
const settings = readSettings({ regions: ['eu-west-2'] }, 'test');

let lab: Lab;
let leave: () => void;
beforeAll(async () => {
  lab = await startLab({ snapshot: repaired });
  leave = enter(lab.environment, process.env);
});
beforeEach(() => lab.show(repaired));
afterEach(() => lab.heal());
afterAll(async () => {
  leave();
  await lab.stop();
});

function taken<T>(list: T[], one: T): Delivery {
  list.push(one);
  return { outcome: 'sent' };
}

/** One monitor with its memory; each run is a minute later than the one before. */
function monitor({ store = memoryStore() as Store, deadlineMs = patienceMs, others = [] as readonly Sink[] } = {}) {
  const told: Notification[] = [];
  const sink: Sink = { name: 'one', send: async (notification): Promise<Delivery> => taken(told, notification) };
  const processMemory = { notifiedWithoutStoreAt: undefined };
  let minute = 0;
  const check = (name?: string): Promise<MonitorRun> => {
    minute += 1;
    const now = plusSeconds(start, minute * 60);
    return runMonitor({
      settings,
      store,
      sinks: [sink, ...others],
      holder: 'test',
      name: name ?? now,
      deadlineMs,
      processMemory,
      clock: () => now,
    });
  };
  const ticks = async (many: number) => {
    for (let at = 0; at < many; at += 1) await check();
  };
  /** What was told of the health of targets, and of what can be read. */
  const kinds = (check: Notification['check'] = 'target-health') => told.filter((one) => one.check === check).map(({ kind }) => kind);
  return { check, ticks, told, kinds };
}

const fault = (action: string, effect: Fault['effect']): Fault => ({ on: { service: 'elasticloadbalancing', action }, effect });

test('an incident is told once, with its cause, and its end is told once', async () => {
  const { ticks, told, kinds } = monitor();
  await ticks(2);
  lab.show(broken);
  await ticks(3);
  lab.show(repaired);
  await ticks(3);
  expect(kinds()).toEqual(['opened', 'resolved']);
  const [opened, resolved] = told.filter(({ check }) => check === 'target-health');
  expect(opened).toMatchObject({ severity: 'critical', cause: 'cilium/agents-not-restarted', cluster: 'obs-eu-dev-cluster' });
  expect(opened?.changes.map(({ what }) => what)).toContain('DaemonSet kube-system/cilium spec');
  expect(resolved).toMatchObject({ incidentId: opened?.incidentId, sequence: 2, cause: 'cilium/agents-not-restarted' });
  expect(resolved?.changes.map(({ what }) => what)).toContain('DaemonSet kube-system/cilium spec');
  expect(resolved?.diagnosis?.status).toBe('healthy');
});

test('a healthy world is quiet', async () => {
  const { ticks, kinds } = monitor();
  await ticks(4);
  expect(kinds()).toEqual([]);
});

describe('what cannot be seen opens nothing and closes nothing', () => {
  const blind: readonly (readonly [string, Fault])[] = [
    ['an empty body', fault('DescribeTargetHealth', mishaps.emptyBody)],
    ['an empty document', fault('DescribeLoadBalancers', mishaps.emptyDocument)],
    ['a denied call', fault('DescribeTargetHealth', mishaps.accessDenied('elasticloadbalancing:DescribeTargetHealth'))],
  ];

  test.each(blind)('%s', async (_, one) => {
    const { ticks, kinds } = monitor();
    lab.show(broken);
    await ticks(2);
    expect(kinds()).toEqual(['opened']);
    lab.show(repaired);
    lab.inject(one);
    await ticks(3);
    expect(kinds()).toEqual(['opened']);
    lab.heal();
    await ticks(2);
    expect(kinds()).toEqual(['opened', 'resolved']);
  });

  test('a region that cannot be read for five runs is told itself, once, with the action that is missing', async () => {
    const { ticks, told, kinds } = monitor();
    await ticks(1);
    lab.inject(fault('DescribeTargetHealth', mishaps.accessDenied('elasticloadbalancing:DescribeTargetHealth')));
    await ticks(8);
    expect(kinds('reading')).toEqual(['unreadable']);
    expect(told.find(({ kind }) => kind === 'unreadable')?.notes.join()).toContain('elasticloadbalancing:DescribeTargetHealth');
    lab.heal();
    await ticks(3);
    expect(kinds('reading')).toEqual(['unreadable', 'readable']);
  });

  test('a cluster that does not answer does not keep the load balancer from being told', async () => {
    const { ticks, told } = monitor();
    await ticks(2);
    lab.show(broken);
    lab.inject({ on: { service: 'kubernetes' }, effect: mishaps.kubernetesUnauthorized });
    await ticks(3);
    const opened = told.find(({ check }) => check === 'target-health');
    expect(opened).toMatchObject({ kind: 'opened', severity: 'critical' });
    expect(opened?.cause).not.toBe('cilium/agents-not-restarted');
  });
});

describe('runs', () => {
  test('the same check delivered twice is one run', async () => {
    const { check, told } = monitor();
    lab.show(broken);
    await check('2026-11-01T00:01:00.000Z');
    await check();
    const many = told.length;
    expect((await check('2026-11-01T00:02:00.000Z')).result).toEqual({ ran: false, because: 'done' });
    expect(told.length).toBe(many);
  });

  test('of two at the same time one does nothing', async () => {
    const store = memoryStore();
    const [first, second] = [monitor({ store }), monitor({ store })];
    const both = await Promise.all([first.check(), second.check()]);
    expect(both.map(({ result }) => result.ran).toSorted()).toEqual([false, true]);
  });

  test('end before their deadline, and still tell, when everything hangs', async () => {
    const deadlineMs = patient(4_000);
    const { check, ticks, kinds } = monitor({ deadlineMs });
    lab.show(broken);
    await ticks(1);
    lab.inject({ on: { service: 'kubernetes' }, effect: mishaps.hang });
    const {
      result: { result },
      took,
    } = await timed(check);
    expect(took).toBeLessThan(deadlineMs - 500);
    expect(result.ran).toBe(true);
    expect(kinds()).toEqual(['opened']);
  });
});

describe('a memory that cannot be used', () => {
  const unreachable = (): Store => {
    const fail = async () => {
      throw new StoreError('reading STATE in table incidents failed (TimeoutError)');
    };
    return { list: fail, get: fail, put: fail };
  };

  test('what is critical is told all the same, once an hour, and the run fails', async () => {
    const { check, told } = monitor({ store: unreachable() });
    lab.show(broken);
    for (let at = 0; at < 61; at += 30) await expect(check()).rejects.toThrow(/reading STATE/);
    expect(told.map(({ kind }) => kind)).toEqual(['digest']);
    expect(told[0]).toMatchObject({ severity: 'critical', members: [{ loadBalancer: 'k8s-gateway-ciliumga-e070c533ae' }] });
    expect(told[0]?.notes[0]).toContain('cannot use its store');
  });

  test('nothing is told where nothing is down', async () => {
    const { check, told } = monitor({ store: unreachable() });
    await expect(check()).rejects.toThrow(StoreError);
    expect(told).toEqual([]);
  });

  test('what a newer version wrote is left as it is', async () => {
    const newer = {
      partition: 'STATE',
      id: 'life x',
      revision: 7,
      fence: 0,
      schema: 99,
      expiresAt: null,
      body: { from: 'tomorrow' },
    } as const;
    const store = memoryStore([newer]);
    const { check, told } = monitor({ store });
    lab.show(broken);
    await expect(check()).rejects.toThrow(/newer version/);
    await expect(check()).rejects.toThrow(/newer version/);
    expect(await store.get('STATE', 'life x')).toEqual(newer);
    expect(told.map(({ kind }) => kind)).toEqual(['digest']);
  });

  test('an item that cannot be understood is set aside, and costs one repetition at most', async () => {
    const store = memoryStore();
    const before = monitor({ store });
    lab.show(broken);
    await before.ticks(3);
    const lives = (await store.list('STATE')).filter(({ id }) => id.startsWith('incident '));
    for (const item of lives) await store.put({ ...item, revision: item.revision + 1, body: { broken: true } });
    const after = monitor({ store });
    for (let minute = 4; minute < 9; minute += 1) await after.check(`2026-11-01T00:0${minute}:30.000Z`);
    expect(after.kinds().filter((kind) => kind === 'opened').length).toBeLessThanOrEqual(1);
    expect(after.kinds()).not.toContain('resolved');
    expect((await store.list('STATE')).some(({ id }) => id.startsWith('quarantine '))).toBe(true);
  });
});

test('a sink that fails does not stop another, and gets its message later, once', async () => {
  const got: string[] = [];
  let works = false;
  const other: Sink = {
    name: 'two',
    send: async ({ key }) => (works ? taken(got, key) : { outcome: 'later', reason: 'HTTP 500', retryAfterSeconds: 60 }),
  };
  const { ticks, kinds } = monitor({ others: [other] });
  lab.show(broken);
  await ticks(4);
  expect(kinds()).toEqual(['opened']);
  works = true;
  await ticks(3);
  expect(got.filter((key) => key.endsWith(':opened'))).toHaveLength(new Set(got.filter((key) => key.endsWith(':opened'))).size);
  expect(kinds()).toEqual(['opened']);
});
