/** SNS, EventBridge and secrets, through the SDK's own clients against the lab. */

import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { enter } from '../../lab/environment.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { accessDenied, awsError, hang, resetInTheMiddle, serverError, throttled } from '../../lab/mishaps.ts';
import { awsSecretReader } from '../../lambda/notify/awsSecrets.ts';
import { eventBus } from '../../lambda/notify/eventBridge.ts';
import { secretSource } from '../../lambda/notify/secret.ts';
import { largestPublish, publication, snsTopic } from '../../lambda/notify/sns.ts';
import { patienceMs, timed } from '../patience.ts';
import { announced, diagnosed, kinds } from './notifications.ts';
import { context, reasonOf } from './slackRig.ts';

const topicArn = 'arn:aws:sns:eu-west-2:111122223333:alerts';
const webhook = 'https://hooks.slack.com/services/T0/B0/canary';
const secretArn = 'arn:aws:secretsmanager:eu-west-2:111122223333:secret:slack-AbCdEf';
const parameterArn = 'arn:aws:ssm:eu-west-2:111122223333:parameter/slack/webhook';

let lab: Lab;
let leave: () => void;
beforeAll(async () => {
  lab = await startLab({
    snapshot: 'scenarios/seed-incident',
    secrets: { slack: webhook, [parameterArn]: webhook, '/slack/webhook': webhook },
  });
  leave = enter(lab.environment, process.env);
});
afterEach(() => lab.heal());
afterAll(async () => {
  leave();
  await lab.stop();
});

const [seed] = diagnosed('seed-incident').loadBalancers;
const opened = announced(seed ?? null, 'opened');
const topic = () => snsTopic({ client: new SNSClient({ region: 'eu-west-2', maxAttempts: 2 }), topicArn });
const bus = () => eventBus({ client: new EventBridgeClient({ region: 'eu-west-2', maxAttempts: 2 }), busName: 'default' });

describe('SNS', () => {
  test('one publish carries a form for people, for chat and for machines, and five attributes', async () => {
    expect(await topic().send(opened, context())).toEqual({ outcome: 'sent' });
    const { message, subject, attributes } = lab.publications.at(-1) ?? { message: '{}', subject: '', attributes: {} };
    const forms = JSON.parse(message) as Record<string, string>;
    expect(Object.keys(forms).toSorted()).toEqual(['default', 'email', 'firehose', 'http', 'https', 'lambda', 'sqs']);
    expect(forms.email).toContain('Cause: All 5 nodes');
    expect(JSON.parse(forms.https ?? '')).toMatchObject({ version: '1.0', source: 'custom', content: { textType: 'client-markdown' } });
    expect(JSON.parse(forms.sqs ?? '')).toMatchObject({ format: 1, key: opened.key, status: 'firing' });
    expect(Object.keys(attributes).toSorted()).toEqual(['cause', 'cluster', 'region', 'severity', 'status']);
    expect(subject).toMatch(/^Critical: k8s-gateway/);
  });

  test('subjects are ASCII on one line, of 99 characters at most', () => {
    for (const kind of kinds) {
      const { Subject } = publication(
        announced(null, kind, {
          cluster: 'a\nb\u0007é名',
          notes: ['x'.repeat(400)],
          members: [{ incidentId: 'i', loadBalancer: 'né\r\n'.repeat(60), region: 'r', cluster: null, severity: 'info' }],
        }),
        { topicArn },
      );
      expect(Subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    }
  });

  test('is never larger than SNS takes, whatever the incident holds, and stays JSON', () => {
    const texts = { text: '名'.repeat(50_000), source: 'x', supports: true };
    const findings = (seed?.findings ?? []).map((finding) => ({ ...finding, evidence: [texts, texts, texts] }));
    const huge = { ...opened, diagnosis: seed === undefined ? null : { ...seed, findings } };
    const { Message = '' } = publication(huge, { topicArn });
    expect(Buffer.byteLength(Message)).toBeLessThan(largestPublish);
    for (const form of Object.values(JSON.parse(Message) as Record<string, string>)) expect(form.isWellFormed()).toBe(true);
  });

  test('on a FIFO topic an end within five minutes is no duplicate of the beginning', () => {
    const fifo = `${topicArn}.fifo`;
    const [first, last] = [opened, announced(seed ?? null, 'resolved')].map((one) => publication(one, { topicArn: fifo }));
    expect(first?.MessageGroupId).toBe(last?.MessageGroupId);
    expect(first?.MessageDeduplicationId).not.toBe(last?.MessageDeduplicationId);
    expect(first?.MessageDeduplicationId).toBe(publication(opened, { topicArn: fifo }).MessageDeduplicationId);
    expect(publication(opened, { topicArn })).not.toHaveProperty('MessageGroupId');
  });

  test.each([
    ['no permission', awsError('AuthorizationError', 'canary is not authorized', 403), 'broken'],
    ['a key that may not be used', awsError('KMSAccessDenied', 'canary', 400), 'broken'],
    ['no topic', awsError('NotFound', 'canary', 404), 'broken'],
    ['throttling', throttled, 'later'],
    ['a fault of SNS', serverError(), 'later'],
  ] as const)('%s', async (_, effect, outcome) => {
    lab.inject({ on: { service: 'sns' }, effect });
    const delivery = await topic().send(opened, context());
    expect(delivery.outcome).toBe(outcome);
    expect(reasonOf(delivery)).not.toContain('canary');
  });

  test('silence ends with the deadline of the run', async () => {
    lab.inject({ on: { service: 'sns' }, effect: hang });
    const { result, took } = await timed(() => topic().send(opened, context({}, 300)));
    expect(result.outcome).toBe('later');
    expect(took).toBeLessThan(1_500);
  });

  test('a reply that was lost is one duplicate at most, with the same key', async () => {
    const before = lab.publications.length;
    lab.inject({ on: { service: 'sns' }, effect: resetInTheMiddle, nth: 1 });
    await topic().send(opened, context());
    const keys = lab.publications
      .slice(before)
      .map(({ message }) => (JSON.parse((JSON.parse(message) as { sqs: string }).sqs) as { key: string }).key);
    expect(new Set(keys)).toEqual(new Set([opened.key]));
    expect(keys.length).toBeLessThanOrEqual(2);
  });
});

describe('EventBridge', () => {
  test.each([
    ['opened', 'Incident Opened'],
    ['reminder', 'Incident Updated'],
    ['resolved', 'Incident Resolved'],
    ['gone', 'Incident Resolved'],
  ] as const)('%s is %s', async (kind, type) => {
    expect(await bus().send(announced(seed ?? null, kind), context())).toEqual({ outcome: 'sent' });
    expect(JSON.stringify(lab.events.at(-1))).toContain(type);
    expect(JSON.stringify(lab.events.at(-1))).toContain('nlb-doctor');
  });

  test('no permission needs a person, a fault does not', async () => {
    lab.inject({ on: { service: 'events' }, effect: accessDenied('events:PutEvents') });
    const first = await bus().send(opened, context());
    lab.heal();
    lab.inject({ on: { service: 'events' }, effect: serverError() });
    expect([first.outcome, (await bus().send(opened, context())).outcome]).toEqual(['broken', 'later']);
  });
});

describe('secrets', () => {
  test.each([[secretArn], [parameterArn]])('are read from %s', async (arn) => {
    expect(await awsSecretReader({})(arn, AbortSignal.timeout(patienceMs))).toBe(webhook);
  });

  test('are kept five minutes, and learned by whoever keeps them out of logs', async () => {
    let [now, reads] = [0, 0];
    const learned: string[] = [];
    const read = async () => {
      reads += 1;
      return JSON.stringify({ url: webhook });
    };
    const source = secretSource(
      secretArn,
      read,
      (text) => learned.push(text),
      () => now,
    );
    const signal = AbortSignal.timeout(patienceMs);
    await source.get(signal);
    now = 299_000;
    await source.get(signal);
    expect(reads).toBe(1);
    now = 301_000;
    await source.get(signal);
    await source.get(signal, true);
    expect(reads).toBe(3);
    expect(learned).toContain(webhook);
  });

  test('that may not be read are told by their ARN and the name of the error', async () => {
    lab.inject({ on: { service: 'secretsmanager' }, effect: accessDenied('secretsmanager:GetSecretValue') });
    await expect(secretSource(secretArn, awsSecretReader({}), () => undefined).get(AbortSignal.timeout(patienceMs))).rejects.toThrow(
      /could not be read \(AccessDenied/,
    );
  });
});
