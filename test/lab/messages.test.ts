/** What is sent away arrives in the lab: secrets and parameters are read, events and Slack messages kept, in their own protocols. */

import { request } from 'node:https';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { credentials } from '../../lab/environment.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import * as mishaps from '../../lab/mishaps.ts';
import { errorOf } from './clients.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({
    snapshot: 'scenarios/seed-incident',
    secrets: { 'slack/webhook': 'https://hooks.slack.com/services/T/B/X', '/slack/url': 'v' },
  });
});
afterAll(() => lab.stop());
const configuration = () => ({ endpoint: lab.endpoint, region: 'eu-west-2', credentials, maxAttempts: 1 });

test('secrets, by name and by ARN', async () => {
  const client = new SecretsManagerClient(configuration());
  const { SecretString, ARN } = await client.send(new GetSecretValueCommand({ SecretId: 'slack/webhook' }));
  expect(SecretString).toBe('https://hooks.slack.com/services/T/B/X');
  expect((await client.send(new GetSecretValueCommand({ SecretId: ARN }))).Name).toBe('slack/webhook');
  expect((await errorOf(client.send(new GetSecretValueCommand({ SecretId: 'none' })))).name).toBe('ResourceNotFoundException');
});

test('parameters are readable only when they are decrypted', async () => {
  const client = new SSMClient(configuration());
  const get = async (WithDecryption: boolean) =>
    (await client.send(new GetParameterCommand({ Name: '/slack/url', WithDecryption }))).Parameter?.Value;
  expect(await get(true)).toBe('v');
  expect(await get(false)).not.toBe('v');
  expect((await errorOf(client.send(new GetParameterCommand({ Name: 'none' })))).name).toBe('ParameterNotFound');
});

test('events: each entry is taken or refused by itself', async () => {
  const client = new EventBridgeClient(configuration());
  const good = { Source: 'nlb-doctor', DetailType: 'Incident opened', Detail: '{"a":1}', EventBusName: 'ops' };
  const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [good, { ...good, Detail: 'x' }] }));
  expect([FailedEntryCount, Entries?.[1]?.ErrorCode]).toEqual([1, 'InvalidArgument']);
  expect(lab.events).toEqual([
    { source: 'nlb-doctor', detailType: 'Incident opened', detail: { a: 1 }, bus: 'ops', region: 'eu-west-2', at: expect.any(Number) },
  ]);
  const eleven = new PutEventsCommand({ Entries: Array.from({ length: 11 }, () => good) });
  expect((await errorOf(client.send(eleven))).name).toBe('ValidationException');
});

describe('Slack', () => {
  const post = (path: string, body: unknown) =>
    fetch(`${lab.slack.address}${path}`, { method: 'POST', body: JSON.stringify(body), headers: { authorization: 'Bearer xoxb' } });

  test('a webhook and the Web API', async () => {
    expect(await (await post('/services/T/B/X', { text: 'down' })).text()).toBe('ok');
    expect(await (await post('/api/chat.postMessage', { text: 'up' })).json()).toMatchObject({ ok: true, ts: expect.any(String) });
    expect((await post('/services/T', {})).status).toBe(404);
    expect(lab.slack.messages.map(({ path, body }) => [path, body])).toEqual([
      ['/services/T/B/X', { text: 'down' }],
      ['/api/chat.postMessage', { text: 'up' }],
    ]);
  });

  test('a lost reply: the message is there, the sender does not know', async () => {
    const before = lab.slack.messages.length;
    lab.inject({ on: { service: 'slack', action: 'webhook' }, nth: 1, effect: mishaps.reset });
    await expect(post('/services/T/B/X', { text: 'once' })).rejects.toThrow('fetch failed');
    expect(lab.slack.messages).toHaveLength(before + 1);
  });

  test('too many, with the time to wait', async () => {
    lab.inject({
      on: { service: 'slack' },
      nth: 1,
      effect: { kind: 'answer', status: 429, headers: { 'retry-after': '3' }, body: 'rate_limited' },
    });
    const refused = await post('/services/T/B/X', { text: 'x' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3']);
    expect(lab.slack.messages.map(({ body }) => body)).not.toContainEqual({ text: 'x' });
  });

  test('as hooks.slack.com, over TLS', async () => {
    const { secure, certificate } = lab.slack;
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const options = { method: 'POST', ca: certificate, servername: 'hooks.slack.com', agent: false };
      const asked = request(`${secure}/services/T/B/X`, options, (response) => resolve(response.resume().statusCode));
      asked.on('error', reject).end('{"text":"secure"}');
    });
    expect([status, lab.slack.messages.at(-1)?.body]).toEqual([200, { text: 'secure' }]);
  });
});
