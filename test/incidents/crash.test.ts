/** The process is killed at every step of telling, in every kind of story; the next run makes good what was left. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import dynalite from 'dynalite';

const table = dynalite({ createTableMs: 0 });
const received: string[] = [];
const slack = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', () => {
    received.push(text);
    response.end('ok');
  });
});
let [tableAddress, slackAddress] = ['', ''];
let client: DynamoDBClient;

const listening = async (server: { listen: (port: number, host: string, done: () => void) => unknown; address: () => unknown }) => {
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

beforeAll(async () => {
  [tableAddress, slackAddress] = [await listening(table), await listening(slack)];
  client = new DynamoDBClient({ endpoint: tableAddress, region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName, KeyType });
  await client.send(
    new CreateTableCommand({
      TableName: 'memory',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
    }),
  );
});
afterAll(async () => {
  client.destroy();
  slack.closeAllConnections();
  await Promise.all([
    new Promise<void>((done) => void table.close(() => done())),
    new Promise<void>((done) => void slack.close(() => done())),
  ]);
});

interface Step {
  readonly status: 'healthy' | 'down' | 'unknown';
  readonly death?: string;
}

let alive: ChildProcess | undefined;

/** A process incidents until it is killed: the dead one is replaced before the next minute. */
async function minute(scope: string, at: number, { status, death }: Step, many: number): Promise<void> {
  if (alive === undefined) {
    alive = fork(join(import.meta.dirname, 'mortal.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
    await once(alive, 'message');
  }
  alive.send({ scope, table: tableAddress, slack: slackAddress, minute: at, status, many, death });
  const [message] = (await once(alive, 'message')) as [{ readonly dying?: string }];
  if (message.dying === undefined) return;
  alive.kill('SIGKILL');
  await once(alive, 'exit');
  alive = undefined;
}
afterAll(() => {
  alive?.kill('SIGKILL');
});

interface Told {
  readonly text: string;
  readonly incident: string;
}

const told = (): readonly Told[] =>
  received.map((body) => {
    const incident = /incident (i-[a-z2-7]+) #\d+/.exec(body)?.[1] ?? '';
    return { text: (JSON.parse(body) as { readonly text: string }).text, incident };
  });

const stories: readonly (readonly [
  name: string,
  steps: readonly Step['status'][],
  dies: number,
  many: number,
  ends: 'firing' | 'resolved',
])[] = [
  ['while the beginning is told', ['down', 'down', 'down', 'down'], 1, 1, 'firing'],
  ['while the end is told', ['down', 'down', 'healthy', 'healthy', 'healthy'], 2, 1, 'resolved'],
  ['while nothing can be seen', ['down', 'down', 'unknown', 'unknown', 'down'], 2, 1, 'firing'],
  ['while many are told together', ['down', 'down', 'down', 'healthy', 'healthy', 'healthy'], 1, 12, 'resolved'],
];
const deaths = ['claiming', 'claimed', 'intended', 'sent', 'acknowledged', 'releasing'] as const;

/** All of them in CI; else two of each story, others each time the story is another. */
const everything = Number(process.env.NLB_DOCTOR_RUNS ?? 0) >= 1000;
const deathsIn = (story: number) => deaths.filter((_, at) => everything || at % 3 === story % 3);

describe.each(stories.map((story, at) => [...story, at] as const))('killed %s', (name, steps, dies, many, ends, story) => {
  test.each(deathsIn(story))('at the moment of %s', async (death) => {
    received.length = 0;
    for (const [at, status] of steps.entries()) await minute(`${name} ${death}`, at, { status, ...(at === dies ? { death } : {}) }, many);
    const messages = told();
    const beginnings = messages.filter(({ text }) => /^Critical/.test(text));
    const endings = messages.filter(({ text }) => /^Resolved/.test(text));
    // Lost: none. Called over unseen: none. Twice: at most the one message that was sent and not written down.
    expect(beginnings.length).toBeGreaterThanOrEqual(1);
    expect(endings.length > 0).toBe(ends === 'resolved');
    expect(beginnings.length + endings.length).toBeLessThanOrEqual((ends === 'resolved' ? 2 : 1) + (death === 'sent' ? 1 : 0));
    expect(new Set(messages.map(({ incident }) => incident)).size).toBe(1);
    const { Items } = await client.send(new ScanCommand({ TableName: 'memory' }));
    expect(JSON.stringify([Items, received])).not.toContain('canary');
  });
});
