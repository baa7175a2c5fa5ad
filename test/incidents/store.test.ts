/** One contract for every store: compare and set, fences, and nothing lost that is broken. */

import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttributeValue, CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import dynalite from 'dynalite';
import { dynamodbStore } from '../../lambda/incidents/store/dynamodb.ts';
import { fileStore } from '../../lambda/incidents/store/file.ts';
import { acquire, release } from '../../lambda/incidents/store/lease.ts';
import { memoryStore } from '../../lambda/incidents/store/memory.ts';
import { type Item, type Store, StoreError } from '../../lambda/incidents/store/store.ts';
import { at } from './worlds.ts';

const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-store-'));
const server = dynalite({ createTableMs: 0 });
let client: DynamoDBClient;
let scope = 0;

beforeAll(async () => {
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', () => done()));
  const { port } = server.address() as { readonly port: number };
  client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  await client.send(
    new CreateTableCommand({
      TableName: 'memory',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
});
afterAll(async () => {
  client.destroy();
  await new Promise<void>((done) => void server.close(() => done()));
  rmSync(folder, { recursive: true, force: true });
});

const item = (more: Partial<Item> = {}): Item => ({
  partition: 'STATE',
  id: 'incident a/b c',
  revision: 1,
  fence: 1,
  schema: 1,
  expiresAt: null,
  body: { text: 'ä', list: [1, null] },
  ...more,
});

const stores: readonly (readonly [name: string, open: () => Store])[] = [
  ['memory', () => memoryStore()],
  ['files', () => fileStore(join(folder, `state-${++scope}`))],
  ['DynamoDB', () => dynamodbStore({ client, tableName: 'memory', scope: `s${++scope}` })],
];

describe.each(stores)('%s', (_, open) => {
  test('gives back what was put, and nothing of other partitions', async () => {
    const store = open();
    expect(await store.get('STATE', 'incident a/b c')).toBeUndefined();
    expect(await store.list('STATE')).toEqual([]);
    expect(await store.put(item())).toBe(true);
    expect(await store.put(item({ partition: 'OUTBOX', id: 'x', expiresAt: 12 }))).toBe(true);
    expect(await store.get('STATE', 'incident a/b c')).toEqual(item());
    expect(await store.list('OUTBOX')).toEqual([item({ partition: 'OUTBOX', id: 'x', expiresAt: 12 })]);
  });

  test('writes only over what was read, and not under a higher fence', async () => {
    const store = open();
    expect(await store.put(item())).toBe(true);
    expect(await store.put(item())).toBe(false);
    expect(await store.put(item({ revision: 3 }))).toBe(false);
    expect(await store.put(item({ revision: 2, fence: 5 }))).toBe(true);
    expect(await store.put(item({ revision: 3, fence: 4 }))).toBe(false);
    expect(await store.put(item({ revision: 3, fence: 5, body: 'new' }))).toBe(true);
    expect((await store.get('STATE', 'incident a/b c'))?.body).toBe('new');
  });

  test('of fifty who write at once one wins', async () => {
    const store = open();
    const wins = await Promise.all(Array.from({ length: 50 }, (_, number) => store.put(item({ id: 'one', body: number }))));
    expect(wins.filter((win) => win)).toHaveLength(1);
  });

  test('of fifty who acquire a run one gets it, and the next number is higher', async () => {
    const store = open();
    const claims = await Promise.all(
      Array.from({ length: 50 }, (_, number) => acquire(store, { holder: `h${number}`, runName: at(0), now: at(0), seconds: 50 })),
    );
    const won = claims.filter((one) => one.won);
    expect(won).toHaveLength(1);
    expect(await acquire(store, { holder: 'late', runName: at(0.5), now: at(0.5), seconds: 50 })).toEqual({
      won: false,
      because: 'leased',
    });
    expect(await acquire(store, { holder: 'same', runName: at(0), now: at(2), seconds: 50 })).toEqual({ won: false, because: 'done' });
    const next = await acquire(store, { holder: 'next', runName: at(2), now: at(2), seconds: 50 });
    if (!next.won || won[0]?.won !== true) throw new Error('nobody won');
    expect(next.lease.fence).toBeGreaterThan(won[0].lease.fence);
    expect(next.lease.startedAt).toBe(at(0));
    // Who overslept cannot end the lease of the next one.
    await release(store, won[0].lease, at(2));
    expect(await acquire(store, { holder: 'third', runName: at(2.2), now: at(2.2), seconds: 50 })).toEqual({
      won: false,
      because: 'leased',
    });
    await release(store, next.lease, at(2.3));
    expect((await acquire(store, { holder: 'third', runName: at(2.4), now: at(2.4), seconds: 50 })).won).toBe(true);
  });

  test('a clock that was an hour ahead binds nobody', async () => {
    const store = open();
    await acquire(store, { holder: 'ahead', runName: at(60), now: at(60), seconds: 50 });
    expect((await acquire(store, { holder: 'right', runName: at(0), now: at(0), seconds: 50 })).won).toBe(true);
  });

  test('what has expired is still given: who reads decides by time', async () => {
    const store = open();
    await store.put(item({ expiresAt: 1 }));
    expect(await store.list('STATE')).toHaveLength(1);
  });
});

describe('what somebody else wrote', () => {
  test('a file that is no JSON is an item without a body, and can be written over', async () => {
    const place = join(folder, 'broken');
    const store = fileStore(place);
    await store.put(item());
    const [file = ''] = readdirSync(join(place, 'state'));
    writeFileSync(join(place, 'state', file), '{"half": ');
    const [broken] = await store.list('STATE');
    expect([broken?.body, broken?.revision]).toEqual([undefined, 0]);
  });

  test('a row without its number is an item without a body, and can be written over', async () => {
    const store = dynamodbStore({ client, tableName: 'memory', scope: 'broken' });
    await client.send(
      new PutItemCommand({
        TableName: 'memory',
        Item: { pk: { S: 'STATE#broken' }, sk: { S: 'incident x' }, revision: { S: 'seven' }, body: { S: '{' } },
      }),
    );
    const [broken] = await store.list('STATE');
    expect([broken?.id, broken?.body, broken?.revision]).toEqual(['incident x', undefined, 0]);
    expect(await store.put(item({ id: 'incident x' }))).toBe(true);
  });

  test.each<readonly [string, Readonly<Record<string, AttributeValue>>]>([
    ['without a fence', { revision: { N: '4' } }],
    ['whose fence is a text', { revision: { N: '4' }, fence: { S: 'seven' } }],
  ])('a row %s can be written over', async (name, row) => {
    const store = dynamodbStore({ client, tableName: 'memory', scope: name });
    await client.send(
      new PutItemCommand({ TableName: 'memory', Item: { pk: { S: `STATE#${name}` }, sk: { S: 'incident x' }, body: { S: '{}' }, ...row } }),
    );
    const [found] = await store.list('STATE');
    expect(await store.put(item({ id: 'incident x', revision: (found?.revision ?? 0) + 1, fence: 3 }))).toBe(true);
    expect(await store.put(item({ id: 'incident x', revision: (found?.revision ?? 0) + 2, fence: 2 }))).toBe(false);
  });

  test('files are for their owner only', async () => {
    const place = join(folder, 'modes');
    await fileStore(place).put(item());
    const [file = ''] = readdirSync(join(place, 'state'));
    expect(statSync(join(place, 'state', file)).mode & 0o077).toBe(0);
  });
});

test('many rows are read page by page, all of them', async () => {
  const store = dynamodbStore({ client, tableName: 'memory', scope: 'many' });
  const body = { text: 'x'.repeat(7_000) };
  for (let from = 0; from < 320; from += 40)
    await Promise.all(Array.from({ length: 40 }, (_, number) => store.put(item({ id: `row ${from + number}`, body }))));
  expect(await store.list('STATE')).toHaveLength(320);
});

test('a table that is not there, or does not answer, is told by its name', async () => {
  await expect(dynamodbStore({ client, tableName: 'nowhere', scope: 's' }).list('STATE')).rejects.toThrow(
    /table nowhere failed: it is not there; is the table there/,
  );
  const gone = dynamodbStore({ client, tableName: 'memory', scope: 's', signal: AbortSignal.abort() });
  await expect(gone.put(item())).rejects.toBeInstanceOf(StoreError);
});
