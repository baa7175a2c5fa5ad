/** Slack by a bot token: one message an incident, kept up to date, with the details and every change in its thread. */

import type { Delivery, Notification, SendContext, Sink } from '../../incidents/outbox/notification.ts';
import { type Message, type MessageOptions, messageOf } from '../message.ts';
import { pacer } from '../pace.ts';
import { SecretError, type SecretSource } from '../secret.ts';
import { statusOf } from '../words.ts';
import { type Answered, judgedApi } from './api.ts';
import { type SlackMessage, slackMessage, slackPlainMessage } from './blocks.ts';
import { threadMessage } from './details.ts';
import { NoAnswer, type Post } from './http.ts';

interface Bot extends MessageOptions {
  readonly secret: SecretSource;
  /** Channel id, such as `C0123456789`. */
  readonly channel: string;
  readonly post: Post;
  /** Between two calls: Slack takes about one message a second in a channel. */
  readonly pauseMilliseconds?: number;
  /** The Web API, `https://slack.com/api`; another one for GovSlack. */
  readonly api?: string;
}

type Call = (method: string, body: Readonly<Record<string, unknown>>) => Promise<Answered>;

export function slackBot(bot: Bot): Sink {
  const pace = pacer(bot.pauseMilliseconds ?? 1_000);
  return {
    name: 'slack',
    send: async (notification, context) => {
      const call = callerOf(bot, pace, context);
      try {
        return await told(notification, bot, context, call);
      } catch (error) {
        if (error instanceof SecretError) return { outcome: 'broken', reason: error.message };
        if (error instanceof NoAnswer) return { outcome: 'later', reason: error.message };
        throw error;
      }
    },
  };
}

async function told(notification: Notification, bot: Bot, { memory }: SendContext, call: Call): Promise<Delivery> {
  const message = messageOf(notification, bot);
  const parent = slackMessage(message);
  const plain = slackPlainMessage(notification.incidentId, statusOf(notification));
  const { channel = bot.channel, ts } = memory;
  if (ts === undefined) return opened(notification, parent, plain, bot.channel, call);
  const updated = await call('chat.update', { channel, ts, ...contentOf(parent) });
  if (updated.outcome === 'later' || updated.outcome === 'broken') return deliveryOf(updated);
  if (updated.outcome === 'lost') return opened(notification, parent, plain, bot.channel, call);
  const reply = replyOf(notification, message);
  const isLoud = notification.severity === 'critical' || notification.kind === 'reopened';
  const replied = await withPlain(
    call,
    'chat.postMessage',
    { channel, thread_ts: ts, reply_broadcast: isLoud, ...contentOf(reply) },
    plain,
  );
  return replied.outcome === 'lost' ? opened(notification, parent, plain, bot.channel, call) : deliveryOf(replied, { channel, ts });
}

async function opened(
  notification: Notification,
  parent: SlackMessage,
  plain: SlackMessage,
  channel: string,
  call: Call,
): Promise<Delivery> {
  const posted = await withPlain(call, 'chat.postMessage', { channel, ...contentOf(parent) }, plain);
  if (posted.outcome !== 'ok' && posted.outcome !== 'degraded') return deliveryOf(posted);
  const memory = { channel: posted.channel ?? channel, ...(posted.ts === undefined ? {} : { ts: posted.ts }) };
  const details = threadMessage(notification);
  // The message has arrived: details that do not are no reason to send it again.
  if (details !== undefined && memory.ts !== undefined)
    await call('chat.postMessage', { channel: memory.channel, thread_ts: memory.ts, ...contentOf(details) }).catch(() => undefined);
  return deliveryOf(posted, memory);
}

/** What is new, for the thread: the first line, the sentences and what changed. */
function replyOf(notification: Notification, message: Message): SlackMessage {
  const isShort = notification.kind === 'reminder';
  return slackMessage({
    ...message,
    fields: [],
    picture: [],
    evidence: isShort ? [] : message.evidence,
    ruledOut: [],
    notChecked: [],
    fix: undefined,
    links: [],
  });
}

const contentOf = ({ text, blocks }: SlackMessage) => ({
  text,
  ...(blocks.length === 0 ? {} : { blocks }),
  unfurl_links: false,
  unfurl_media: false,
});

/** Content that is refused is replaced by a line of our own, once. */
async function withPlain(call: Call, method: string, body: Readonly<Record<string, unknown>>, plain: SlackMessage): Promise<Answered> {
  const first = await call(method, body);
  if (first.outcome !== 'refused') return first;
  const { blocks: _, ...rest } = body;
  const second = await call(method, { ...rest, ...contentOf(plain) });
  if (second.outcome === 'ok') return { ...second, outcome: 'degraded' };
  return second.outcome === 'refused' ? { outcome: 'broken', reason: 'Slack refuses even a plain message' } : second;
}

function deliveryOf(answered: Answered, memory: Readonly<Record<string, string>> = {}): Delivery {
  switch (answered.outcome) {
    case 'ok':
      return { outcome: 'sent', memory };
    case 'degraded':
      return { outcome: 'degraded', memory };
    case 'later':
    case 'broken':
      return answered;
    case 'lost':
    case 'refused':
      return { outcome: 'later', reason: 'Slack did not take the message' };
  }
}

function callerOf(
  { secret, post, api = 'https://slack.com/api' }: Bot,
  pace: (signal: AbortSignal) => Promise<void>,
  { signal }: SendContext,
): Call {
  const once = async (method: string, body: Readonly<Record<string, unknown>>, fresh: boolean) => {
    const found = await secret.get(signal, fresh);
    if (found.kind !== 'bot')
      throw new SecretError('The secret holds a webhook address, and slack.channel is set: store a bot token, or leave the channel out.');
    await pace(signal);
    return judgedApi(await post({ address: `${api}/${method}`, token: found.token, body, signal }));
  };
  return async (method, body) => {
    const first = await once(method, body, false);
    return first.outcome === 'broken' && first.isToken ? once(method, body, true) : first;
  };
}
