/** Slack by an incoming webhook: one message a notification; it cannot be changed afterwards, and has no thread. */

import type { Delivery, Notification, SendContext, Sink } from '../../incidents/outbox/notification.ts';
import { type MessageOptions, messageOf } from '../message.ts';
import { pacer } from '../pace.ts';
import { SecretError, type SecretSource } from '../secret.ts';
import { statusOf } from '../words.ts';
import { type SlackMessage, slackMessage, slackPlainMessage } from './blocks.ts';
import { type HttpAnswer, NoAnswer, type Post } from './http.ts';

interface Webhook extends MessageOptions {
  readonly secret: SecretSource;
  readonly post: Post;
}

/** Slack takes about one message a second from a webhook. */
const pauseMilliseconds = 1_000;

export function slackWebhook(webhook: Webhook): Sink {
  const pace = pacer(pauseMilliseconds);
  const whole = (notification: Notification) => slackMessage(messageOf(notification, webhook));
  return {
    name: 'slack',
    send: async (notification, context) => {
      await pace(context.signal);
      const answer = await sent(whole(notification), webhook, context);
      if (answer !== 'refused') return answer;
      const plain = await sent(slackPlainMessage(notification.incidentId, statusOf(notification)), webhook, context);
      if (plain === 'refused') return { outcome: 'broken', reason: 'Slack refuses even a plain message (HTTP 400)' };
      return plain.outcome === 'sent' ? { outcome: 'degraded' } : plain;
    },
  };
}

/** `refused`: Slack does not like the content. */
async function sent(message: SlackMessage, webhook: Webhook, { signal }: SendContext): Promise<Delivery | 'refused'> {
  const body = {
    text: message.text,
    ...(message.blocks.length === 0 ? {} : { blocks: message.blocks }),
    unfurl_links: false,
    unfurl_media: false,
  };
  try {
    const first = await posted(body, webhook, signal, false);
    if (!isRevoked(first)) return judged(first);
    const again = await posted(body, webhook, signal, true);
    return isRevoked(again)
      ? { outcome: 'broken', reason: `Slack refuses the webhook (HTTP ${again.status}): was it revoked, or its channel archived?` }
      : judged(again);
  } catch (error) {
    if (error instanceof SecretError) return { outcome: 'broken', reason: error.message };
    if (error instanceof NoAnswer) return { outcome: 'later', reason: error.message };
    throw error;
  }
}

async function posted(body: unknown, { secret, post }: Webhook, signal: AbortSignal, fresh: boolean): Promise<HttpAnswer> {
  const found = await secret.get(signal, fresh);
  if (found.kind !== 'webhook')
    throw new SecretError('The secret holds a bot token, and no channel is set: set slack.channel, or store a webhook address.');
  return post({ address: found.address, body, signal });
}

const isRevoked = ({ status }: HttpAnswer) => status === 401 || status === 403 || status === 404 || status === 410;

/** Only `ok` is a success: a proxy answers 200 as well. */
function judged({ status, body, retryAfterSeconds }: HttpAnswer): Delivery | 'refused' {
  if (status === 200 && body.trim() === 'ok') return { outcome: 'sent' };
  if (status === 400 || status === 413) return 'refused';
  if (status === 429) return { outcome: 'later', retryAfterSeconds: retryAfterSeconds ?? 30, reason: 'Slack asks to wait (HTTP 429)' };
  const reason = status === 200 ? 'Slack answered 200, but not "ok"' : `Slack answered HTTP ${status}`;
  return { outcome: 'later', ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }), reason };
}
