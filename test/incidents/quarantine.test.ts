/** Memory that was damaged: what is broken is set aside, people are told nothing twice and nothing is called over unseen. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { fileStore } from '../../lambda/incidents/store/file.ts';
import { memoryStore } from '../../lambda/incidents/store/memory.ts';
import type { Item } from '../../lambda/incidents/store/store.ts';
import { at, monitorOf, type Seen, world } from './worlds.ts';

const down: Seen = { status: 'down', cause: 'cilium/l7-proxy-off' };

/** Opens and tells an incident; then what is stored is damaged; then the runs go on. */
async function damaged(damage: (item: Item) => Item | undefined, ...after: readonly Seen['status'][]) {
  const first = memoryStore();
  const before = monitorOf({ store: first });
  for (const minute of [0, 1, 2]) await before.check(minute, world(down));
  const store = memoryStore(first.dump().flatMap((item) => damage(item) ?? []));
  const { check } = monitorOf({ store, taken: before.taken });
  const turns = [];
  for (const [index, status] of after.entries())
    turns.push(await check(3 + index, world({ ...down, status, ...(status === 'healthy' ? { cause: undefined } : {}) } as Seen)));
  const kinds = before.taken.map(({ kind }) => kind);
  return { kinds, ids: new Set(before.taken.map(({ incidentId }) => incidentId)), items: store.dump(), turns };
}

const isLife = ({ id }: Item) => id.startsWith('incident ');
const isEntry = ({ partition }: Item) => partition === 'OUTBOX';
const garbage: readonly (readonly [name: string, body: unknown])[] = [
  ['no JSON', undefined],
  ['null', null],
  ['a list', []],
  ['an incident without a phase', { fingerprint: 'x', subject: {} }],
  ['a text', '<html>'],
];

describe.each(garbage)('an incident that is %s', (_, body) => {
  const damage = (item: Item) => (isLife(item) ? { ...item, body } : item);

  test('is taken up again from what was notified: told once, and over when it is over', async () => {
    const { kinds, ids } = await damaged(damage, 'down', 'down', 'healthy', 'healthy');
    expect(kinds).toEqual(['opened', 'resolved']);
    expect(ids.size).toBe(1);
  });

  test('is kept aside, and counted once', async () => {
    const { items, turns } = await damaged(damage, 'down', 'down');
    expect(items.filter(({ id }) => id.startsWith('quarantine incident '))).toHaveLength(1);
    expect(turns.map((one) => (one?.ran === true ? one.corrupt : undefined))).toEqual([1, 0]);
  });

  test('is not called over while nothing can be seen', async () => {
    const { kinds } = await damaged(damage, 'unknown', 'unknown', 'unknown');
    expect(kinds).toEqual(['opened']);
  });
});

describe('what is lost', () => {
  test('of an incident alone is taken up from the outbox', async () => {
    const { kinds } = await damaged((item) => (isLife(item) ? undefined : item), 'down', 'healthy', 'healthy');
    expect(kinds).toEqual(['opened', 'resolved']);
  });

  test('of the outbox alone costs one notification more, and no end without a beginning', async () => {
    const { kinds, ids } = await damaged((item) => (isEntry(item) ? undefined : item), 'down', 'down', 'healthy', 'healthy');
    expect(kinds).toEqual(['opened', 'opened', 'resolved']);
    expect(ids.size).toBe(1);
  });

  test('by a broken entry costs one notification more at most', async () => {
    const { kinds } = await damaged((item) => (isEntry(item) ? { ...item, body: { id: 7 } } : item), 'down', 'down', 'healthy', 'healthy');
    expect(kinds.filter((kind) => kind === 'opened').length).toBeLessThanOrEqual(2);
    expect(kinds.at(-1)).toBe('resolved');
  });

  test.each<readonly [string, (item: Item) => Item | undefined]>([
    ['deleted', ({ partition, ...item }) => (partition === 'LEASE' ? undefined : { partition, ...item })],
    [
      'no JSON, and without its numbers',
      (item) => (item.partition === 'LEASE' ? { ...item, fence: 0, revision: 0, body: undefined } : item),
    ],
  ])('with a lease that is %s is nothing: the next run goes on', async (_, damage) => {
    const { kinds, turns } = await damaged(damage, 'down', 'healthy', 'healthy');
    expect(turns.map((one) => one?.ran)).toEqual([true, true, true]);
    expect(kinds).toEqual(['opened', 'resolved']);
  });

  test('by one broken incident of two says nothing of the other', async () => {
    const store = memoryStore();
    const both = world({ ...down, name: 'a', cause: 'aws/one' }, { ...down, name: 'b', cause: 'aws/two' });
    const { check, taken } = monitorOf({ store });
    for (const minute of [0, 1, 2]) await check(minute, both);
    let hit = false;
    const items = store.dump().map((item) => {
      if (!isLife(item) || hit) return item;
      hit = true;
      return { ...item, body: 'rubbish' };
    });
    const later = monitorOf({ store: memoryStore(items), taken });
    for (const minute of [3, 4, 5]) await later.check(minute, both);
    expect(taken.map(({ kind }) => kind)).toEqual(['opened', 'opened']);
  });
});

test('what has expired but is still listed counts as not there: its silence mutes nobody', async () => {
  const body = {
    kind: 'silence',
    id: 's',
    matchers: { loadBalancer: 'edge' },
    startsAt: at(-10),
    endsAt: at(60),
    author: 'a',
    reason: 'r',
    throughEscalation: true,
  };
  const silence: Item = { partition: 'SILENCE', id: 'silence s', revision: 1, fence: 0, schema: 1, expiresAt: null, body };
  const kinds = async (item: Item) => {
    const { check, taken } = monitorOf({ store: memoryStore([item]) });
    for (const minute of [0, 1, 2]) await check(minute, world(down));
    return taken.map(({ kind }) => kind);
  };
  expect(await kinds(silence)).toEqual([]);
  expect(await kinds({ ...silence, expiresAt: Date.parse(at(-1)) / 1000 })).toEqual(['opened']);
});

describe('files shared by two processes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-two-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('lose no write: every number is written by exactly one of them', async () => {
    const rounds = 40;
    const racers = [0, 1].map(() =>
      fork(join(import.meta.dirname, 'racer.ts'), [folder, String(rounds)], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        execArgv: [],
      }),
    );
    await Promise.all(racers.map((racer) => once(racer, 'message')));
    const answers = racers.map((racer) => once(racer, 'message'));
    for (const racer of racers) racer.send('go');
    const won = (await Promise.all(answers)).flatMap(([message]) => (message as { readonly won: readonly number[] }).won);
    expect(won.toSorted((a, b) => a - b)).toEqual(Array.from({ length: rounds }, (_, number) => number + 1));
    expect(await fileStore(folder).get('STATE', 'raced')).toMatchObject({ revision: rounds });
  }, 20_000);
});

describe('files that somebody spoilt', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-spoilt-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const text = (body: object) => JSON.stringify({ partition: 'STATE', id: 'incident x', schema: 1, expiresAt: null, body: {}, ...body });

  test.each<readonly [string, string]>([
    ['no JSON', '{"half": '],
    ['empty', ''],
    ['an item without a fence', text({ revision: 7 })],
    ['an item whose fence is a text', text({ revision: 7, fence: 'seven' })],
    ['another kind of thing', '[7]'],
  ])('do not stop the runs: %s', async (name, content) => {
    const place = join(folder, name);
    const store = fileStore(place);
    const { check, taken } = monitorOf({ store });
    await check(0, world(down));
    await store.put({ partition: 'STATE', id: 'incident x', revision: 1, fence: 0, schema: 1, expiresAt: null, body: {} });
    const files = readdirSync(join(place, 'state')).filter((file) => file.startsWith('life_x.'));
    for (const file of [...files, 'somebody.json']) writeFileSync(join(place, 'state', file), content);
    const turns = [];
    for (const minute of [1, 2, 3, 4]) turns.push((await check(minute, world(down)))?.ran);
    expect(turns).toEqual([true, true, true, true]);
    expect(taken.map(({ kind }) => kind)).toEqual(['opened']);
  });

  test('do not stop the runs: an old copy of an incident beside it', async () => {
    const place = join(folder, 'copy');
    const { check, taken } = monitorOf({ store: fileStore(place) });
    await check(0, world(down));
    const incident = readdirSync(join(place, 'state')).find((name) => name.startsWith('incident')) ?? '';
    copyFileSync(join(place, 'state', incident), join(place, 'state', `old-${incident}`));
    copyFileSync(join(place, 'state', incident), join(place, 'state', `z ${incident}`));
    for (const minute of [1, 2]) await check(minute, world(down));
    for (const minute of [3, 4]) await check(minute, world({ status: 'healthy' }));
    expect(taken.map(({ kind }) => kind)).toEqual(['opened', 'resolved']);
  });

  test('an incident that is spoilt in its own file is taken up again', async () => {
    const place = join(folder, 'own');
    const { check, taken } = monitorOf({ store: fileStore(place) });
    for (const minute of [0, 1]) await check(minute, world(down));
    const incident = readdirSync(join(place, 'state')).find((name) => name.startsWith('incident'));
    writeFileSync(join(place, 'state', incident ?? ''), '{');
    for (const minute of [2, 3, 4]) await check(minute, world(down));
    for (const minute of [5, 6]) await check(minute, world({ status: 'healthy' }));
    expect(taken.map(({ kind }) => kind)).toEqual(['opened', 'resolved']);
  });
});
