/** Amazon SNS: one publish for e-mail, chat and machines, each with its own form of the message. */

import { createHash } from 'node:crypto';
import { type MessageAttributeValue, PublishCommand, type PublishCommandInput, type SNSClient } from '@aws-sdk/client-sns';
import type { Delivery, Notification, Sink } from '../incidents/outbox/notification.ts';
import { singleLine } from '../report/escape.ts';
import { chatNotification } from './chat.ts';
import { machineForms } from './machine.ts';
import { type MessageOptions, messageOf } from './message.ts';
import { plainText } from './plain.ts';
import { statusOf } from './words.ts';

interface Topic extends MessageOptions {
  readonly client: Pick<SNSClient, 'send'>;
  readonly topicArn: string;
}

/** Bytes of body and attributes together (docs.aws.amazon.com/sns, Publish). */
export const largestPublish = 256 * 1024;
const longestSubject = 99;

export function snsTopic(topic: Topic): Sink {
  return {
    name: 'sns',
    send: async (notification, { signal }) => {
      try {
        await topic.client.send(new PublishCommand(publication(notification, topic)), { abortSignal: signal });
        return { outcome: 'sent' };
      } catch (error) {
        return refusal(error);
      }
    },
  };
}

/** What is published. Shortened by structure until it fits. */
export function publication(notification: Notification, { topicArn, pagesAddress }: Omit<Topic, 'client'>): PublishCommandInput {
  const message = messageOf(notification, { pagesAddress });
  const text = plainText(message);
  const chat = JSON.stringify(chatNotification(notification, message));
  const attributes = attributesOf(notification);
  const forms = machineForms(notification).map((form) => JSON.stringify(form));
  const bodies = forms.map((machine) =>
    JSON.stringify({ default: text, email: text, https: chat, http: chat, lambda: machine, sqs: machine, firehose: machine }),
  );
  const body = bodies.find((one) => sizeOf(one, attributes) <= largestPublish) ?? JSON.stringify({ default: message.headline });
  return {
    TopicArn: topicArn,
    Subject: subject(message.headline),
    MessageStructure: 'json',
    Message: body,
    MessageAttributes: attributes,
    ...(topicArn.endsWith('.fifo') ? fifo(notification) : {}),
  };
}

/** The key holds the sequence number: a resolve within five minutes is no duplicate of the opening. */
const fifo = ({ incidentId, key }: Notification) => ({
  MessageGroupId: incidentId,
  MessageDeduplicationId: createHash('sha256').update(key).digest('hex'),
});

/** Printable ASCII that starts with a letter, as SNS wants it. */
function subject(headline: string): string {
  const plain = singleLine(headline)
    .replace(/…/g, '...')
    .replace(/[^\x20-\x7e]/g, '?');
  return plain.length <= longestSubject ? plain : `${plain.slice(0, longestSubject - 3)}...`;
}

/** Exactly five: a filter policy takes no more keys. */
const attributesOf = (notification: Notification): Record<string, MessageAttributeValue> =>
  Object.fromEntries(
    Object.entries({
      severity: notification.severity,
      status: statusOf(notification),
      cause: notification.cause ?? 'none',
      cluster: notification.cluster ?? 'none',
      region: notification.region === '' ? 'none' : notification.region,
    }).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );

const sizeOf = (body: string, attributes: Record<string, MessageAttributeValue>) =>
  Buffer.byteLength(body) +
  Object.entries(attributes).reduce((sum, [name, { StringValue = '' }]) => sum + Buffer.byteLength(`${name}String${StringValue}`), 0);

const needsPerson =
  /^(AuthorizationError|AuthorizationErrorException|AccessDenied|AccessDeniedException|NotFound|NotFoundException|InvalidParameter.*|KMS.*|EndpointDisabled.*)$/;

/** Errors of SNS quote what was sent to it: only their names are told. */
function refusal(error: unknown): Delivery {
  const name = error instanceof Error ? error.name : 'unknown error';
  if (!needsPerson.test(name) || name === 'KMSThrottlingException' || name === 'KMSThrottling')
    return { outcome: 'later', reason: `Amazon SNS did not take it (${name})` };
  return {
    outcome: 'broken',
    reason: `Amazon SNS refuses it (${name}): is the topic there, and may the function's role publish to it and use its key?`,
  };
}
