/** The bot: one message an incident, kept up to date, with its details and changes in the thread. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Effect } from '../../lab/faults.ts';
import type { Lab } from '../../lab/lab.ts';
import { announced, diagnosed } from './notifications.ts';
import { botIn, context, openLab, reasonOf, token } from './slackRig.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterEach(() => lab.heal());
afterAll(() => lab.stop());

const [seed] = diagnosed('seed-incident').loadBalancers;
const [well] = diagnosed('seed-incident-repaired').loadBalancers;
const opened = announced(seed ?? null, 'opened');
const resolved = announced(well ?? null, 'resolved', { check: 'target-health', severity: 'warning' });
const said = (error: string): Effect => ({
  kind: 'answer',
  status: 200,
  body: JSON.stringify({ ok: false, error }),
  headers: { 'content-type': 'application/json' },
});
const on = (action: string, effect: Effect, nth?: number) =>
  lab.inject({ on: { service: 'slack', action }, effect, ...(nth === undefined ? {} : { nth }) });

interface Body {
  readonly channel: string;
  readonly text: string;
  readonly thread_ts?: string;
  readonly ts?: string;
  readonly reply_broadcast?: boolean;
}

async function heard(act: () => Promise<unknown>) {
  const before = lab.slack.messages.length;
  const result = await act();
  const messages = lab.slack.messages.slice(before).map(({ path, body, authorization }) => ({ path, authorization, ...(body as Body) }));
  return { result, messages };
}

test('an opening is a message, and its details are in the thread', async () => {
  const { result, messages } = await heard(() => botIn(lab).sink.send(opened, context()));
  expect(result).toMatchObject({ outcome: 'sent', memory: { channel: 'C0LAB', ts: expect.stringMatching(/^1700000000\./) } });
  expect(messages.map(({ path }) => path)).toEqual(['/api/chat.postMessage', '/api/chat.postMessage']);
  expect(messages[0]).toMatchObject({ channel: 'C0123456', authorization: `Bearer ${token}` });
  expect(messages[1]?.thread_ts).toBe((result as { memory: { ts: string } }).memory.ts);
});

test('an end changes the message, and is told in the thread; loudly only where it was critical', async () => {
  const memory = { channel: 'C0LAB', ts: '1700000000.000001' };
  const { result, messages } = await heard(() => botIn(lab).sink.send(resolved, context(memory)));
  expect(result).toEqual({ outcome: 'sent', memory });
  expect(messages.map(({ path, ts, thread_ts, reply_broadcast }) => [path, ts ?? thread_ts, reply_broadcast])).toEqual([
    ['/api/chat.update', memory.ts, undefined],
    ['/api/chat.postMessage', memory.ts, false],
  ]);
  expect(messages[0]?.text).toMatch(/^Resolved after 42 min/);
  const loud = await heard(() => botIn(lab).sink.send({ ...resolved, severity: 'critical' }, context(memory)));
  expect(loud.messages[1]?.reply_broadcast).toBe(true);
});

test('a message that is no more is written anew', async () => {
  on('chat.update', said('message_not_found'));
  const { result, messages } = await heard(() => botIn(lab).sink.send(resolved, context({ channel: 'C0LAB', ts: '1.1' })));
  expect(result).toMatchObject({ outcome: 'sent' });
  expect(messages.map(({ thread_ts }) => thread_ts)).toEqual([undefined]);
});

describe('what Slack says in a body that came with 200', () => {
  test.each([
    ['ratelimited', { outcome: 'later' }],
    ['internal_error', { outcome: 'later' }],
    ['<!channel> canary', { outcome: 'later' }],
    ['channel_not_found', { outcome: 'broken' }],
    ['not_in_channel', { outcome: 'broken' }],
    ['token_revoked', { outcome: 'broken' }],
  ])('%s', async (error, expected) => {
    on('chat.postMessage', said(error));
    const delivery = await botIn(lab).sink.send(opened, context());
    expect(delivery).toMatchObject(expected);
    expect(reasonOf(delivery)).not.toMatch(/canary|<!/);
  });

  test('invalid_blocks: a line of our own instead', async () => {
    on('chat.postMessage', said('invalid_blocks'), 1);
    const { result, messages } = await heard(() => botIn(lab).sink.send(opened, context()));
    expect(result).toMatchObject({ outcome: 'degraded' });
    // The lab keeps the first one too: Slack answered it with 200.
    expect(messages[1]).not.toHaveProperty('blocks');
    expect(messages[1]?.text).toContain(opened.incidentId);
  });
});

test('a token that was replaced is read again', async () => {
  on('chat.postMessage', said('token_revoked'), 1);
  const { sink, asked } = botIn(lab, [token, 'xoxb-second']);
  expect(await sink.send(opened, context())).toMatchObject({ outcome: 'sent' });
  expect(asked.map((request) => request.token).slice(0, 2)).toEqual([token, 'xoxb-second']);
});

test('details that do not arrive are no reason to send the message again', async () => {
  on('chat.postMessage', said('internal_error'), 2);
  expect(await botIn(lab).sink.send(opened, context())).toMatchObject({ outcome: 'sent' });
});

test('a webhook in place of a token is told, and nothing is sent', async () => {
  const { sink, asked } = botIn(lab, ['https://hooks.slack.com/services/T/B/canary']);
  const delivery = await sink.send(opened, context());
  expect(delivery).toMatchObject({ outcome: 'broken' });
  expect(reasonOf(delivery)).toContain('slack.channel');
  expect(asked).toEqual([]);
});
