/** The incoming webhook under every fault that Slack, a proxy or a secret may have. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Effect } from '../../lab/faults.ts';
import type { Lab } from '../../lab/lab.ts';
import { drip, endless, hang, redirect, reset, resetInTheMiddle } from '../../lab/mishaps.ts';
import { textsOf } from '../../lambda/notify/slack/limits.ts';
import { timed } from '../patience.ts';
import { announced, diagnosed } from './notifications.ts';
import { context, openLab, reasonOf, webhook, webhookIn } from './slackRig.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterEach(() => lab.heal());
afterAll(() => lab.stop());

const [seed] = diagnosed('seed-incident').loadBalancers;
const opened = announced(seed ?? null, 'opened');
const answer = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Effect => ({
  kind: 'answer',
  status,
  body,
  headers,
});
const inject = (effect: Effect, nth?: number) => lab.inject({ on: { service: 'slack' }, effect, ...(nth === undefined ? {} : { nth }) });

test('a message arrives once, with blocks, a text for notifications, and nothing unfurled', async () => {
  const before = lab.slack.messages.length;
  expect(await webhookIn(lab).sink.send(opened, context())).toEqual({ outcome: 'sent' });
  const bodies = lab.slack.messages.slice(before).map(({ body }) => body as { text: string; blocks: never[]; unfurl_links: boolean });
  expect(bodies).toHaveLength(1);
  expect(bodies[0]?.text).toMatch(/^Critical: k8s-gateway-/);
  expect(bodies[0]?.blocks.flatMap(textsOf).join()).toContain('rollout restart');
  expect(bodies[0]?.unfurl_links).toBe(false);
});

describe('what is not an acceptance is not taken for one', () => {
  test.each<readonly [string, Effect, object]>([
    ['429 with Retry-After', answer(429, 'rate_limited', { 'retry-after': '30' }), { outcome: 'later', retryAfterSeconds: 30 }],
    ['429 without', answer(429, ''), { outcome: 'later', retryAfterSeconds: 30 }],
    ['503', answer(503, 'upstream'), { outcome: 'later' }],
    ['200 of a proxy', answer(200, '<html>sign in</html>'), { outcome: 'later' }],
    ['200 with nothing', answer(200, ''), { outcome: 'later' }],
    ['a reset connection', reset, { outcome: 'later' }],
    ['a connection reset after the headers', resetInTheMiddle, { outcome: 'later' }],
    ['a redirect', redirect('http://169.254.169.254/latest/meta-data'), { outcome: 'later' }],
    ['an answer without end', endless, { outcome: 'later' }],
    ['a revoked webhook', answer(403, 'invalid_token'), { outcome: 'broken' }],
    ['a webhook that is no more', answer(404, 'no_service'), { outcome: 'broken' }],
    ['an archived channel', answer(410, 'channel_is_archived'), { outcome: 'broken' }],
  ])('%s', async (_, effect, expected) => {
    inject(effect);
    const delivery = await webhookIn(lab).sink.send(opened, context());
    expect(delivery).toMatchObject(expected);
    expect(reasonOf(delivery)).not.toContain('canary');
  });
});

test.each<readonly [string, Effect]>([
  ['silence', hang],
  ['a drip of bytes', drip(50)],
])('%s ends with the deadline of the run', async (_, effect) => {
  inject(effect);
  const { result: delivery, took } = await timed(() => webhookIn(lab).sink.send(opened, context({}, 300)));
  expect(delivery.outcome).toBe('later');
  expect(took).toBeLessThan(1_500);
});

test('blocks that Slack refuses are replaced by a line of our own, once', async () => {
  const before = lab.slack.messages.length;
  inject(answer(400, 'invalid_blocks'), 1);
  expect(await webhookIn(lab).sink.send(opened, context())).toEqual({ outcome: 'degraded' });
  const bodies = lab.slack.messages.slice(before).map(({ body }) => body as { text: string; blocks?: unknown });
  expect(bodies).toHaveLength(1);
  expect(bodies[0]?.text).toContain(opened.incidentId);
  expect(bodies[0]?.blocks).toBeUndefined();
  expect(JSON.stringify(bodies)).not.toContain('k8s-gateway');
});

test('a rotated webhook is read again before it is called broken', async () => {
  const other = 'https://hooks.slack.com/services/T0CANARY/B0CANARY/second';
  const { sink, reads, asked } = webhookIn(lab, [webhook, other]);
  inject(answer(404, 'no_service'), 1);
  expect(await sink.send(opened, context())).toEqual({ outcome: 'sent' });
  expect(asked.map(({ address }) => address)).toEqual([webhook, other]);
  expect(reads()).toBe(2);
});

test('messages of one webhook stay a second apart', async () => {
  const { sink } = webhookIn(lab);
  const before = lab.slack.messages.length;
  await Promise.all([sink.send(opened, context()), sink.send(opened, context())]);
  const [first, second] = lab.slack.messages.slice(before).map((message) => message.at);
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(900);
});

describe('a secret that is none', () => {
  test.each([
    ['http://hooks.slack.com/services/T/B/canary'],
    ['https://hooks.slack.com.evil.example/services/T/B/canary'],
    ['https://169.254.169.254/services/T/B/canary'],
    ['https://hooks.slack.com:8443/services/T/B/canary'],
    ['https://user:canary@hooks.slack.com/services/T/B/x'],
    ['https://hooks.slack.com/services/T/B/canary?to=evil'],
    ['hooks.slack.com/services/T/B/canary'],
    ['{"url": 1, "canary": true}'],
    ['canary canary'],
    [''],
  ])('%j sends nothing, and is not quoted', async (text) => {
    const { sink, asked } = webhookIn(lab, [text]);
    const delivery = await sink.send(opened, context());
    expect(delivery.outcome).toBe('broken');
    expect(reasonOf(delivery)).not.toContain('canary');
    expect(reasonOf(delivery)).toContain('arn:aws:secretsmanager');
    expect(asked).toEqual([]);
  });

  test.each([[`  ${webhook}\n`], [JSON.stringify({ url: webhook })], [JSON.stringify({ webhook })]])('%j is one', async (text) => {
    expect(await webhookIn(lab, [text]).sink.send(opened, context())).toEqual({ outcome: 'sent' });
  });
});
