/** Slack as the lab plays it, and sinks that go there although they believe they speak to hooks.slack.com. */

import { type Lab, startLab } from '../../lab/lab.ts';
import type { Delivery } from '../../lambda/incidents/outbox/notification.ts';
import { secretSource } from '../../lambda/notify/secret.ts';
import { slackBot } from '../../lambda/notify/slack/bot.ts';
import { type HttpRequest, post } from '../../lambda/notify/slack/http.ts';
import { slackWebhook } from '../../lambda/notify/slack/webhook.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { patienceMs } from '../patience.ts';

export const webhook = 'https://hooks.slack.com/services/T0CANARY/B0CANARY/canaryCanaryCanary';
export const token = 'xoxb-canary-canary-canary';
export const arn = 'arn:aws:secretsmanager:eu-west-2:111122223333:secret:slack-AbCdEf';

export const openLab = (): Promise<Lab> => startLab({ snapshot: readSnapshot('scenarios/plain-service-local-policy') });

export interface Rig {
  readonly read: () => number;
  readonly asked: HttpRequest[];
  readonly toLab: typeof post;
}

/** `texts`: what the secret holds, read after read; the last one stays. */
export function rigOf(lab: Lab, texts: readonly string[]) {
  let reads = 0;
  const asked: HttpRequest[] = [];
  const secret = secretSource(
    arn,
    async () => texts[Math.min(reads++, texts.length - 1)] ?? '',
    () => undefined,
  );
  const toLab: typeof post = (request) => {
    asked.push(request);
    return post({ ...request, address: `${lab.slack.address}${new URL(request.address).pathname}` });
  };
  return { reads: () => reads, asked, secret, toLab };
}

export const webhookIn = (lab: Lab, texts: readonly string[] = [webhook]) => {
  const rig = rigOf(lab, texts);
  return { ...rig, sink: slackWebhook({ secret: rig.secret, post: rig.toLab }) };
};

export const botIn = (lab: Lab, texts: readonly string[] = [token]) => {
  const rig = rigOf(lab, texts);
  return { ...rig, sink: slackBot({ secret: rig.secret, post: rig.toLab, channel: 'C0123456', pauseMilliseconds: 0 }) };
};

export const context = (memory: Readonly<Record<string, string>> = {}, milliseconds = patienceMs) => ({
  signal: AbortSignal.timeout(milliseconds),
  memory,
});

export const reasonOf = (delivery: Delivery): string => ('reason' in delivery ? delivery.reason : '');
