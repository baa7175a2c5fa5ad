/** SNS: takes what is published and keeps it, within the size the service takes. */

import { randomUUID } from 'node:crypto';
import { AwsFailure } from './failure.ts';
import { type Operation, text } from './scene.ts';

const mostBytes = 262_144;

const publish: Operation = (input, { region, publish: keep }) => {
  const [topicArn, message] = [text(input.TopicArn) ?? text(input.TargetArn), text(input.Message) ?? ''];
  if (topicArn === undefined) throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
  if (!/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+$/.test(topicArn)) throw invalid('TopicArn Reason: An ARN must have at least 6 elements');
  if (message === '') throw invalid('Empty message');
  const attributes = (input.MessageAttributes ?? {}) as Readonly<Record<string, unknown>>;
  if (Buffer.byteLength(message) + Buffer.byteLength(JSON.stringify(attributes)) > mostBytes) throw invalid('Message too long');
  const subject = text(input.Subject);
  if (subject !== undefined && (subject.length > 100 || /[^\x20-\x7e]/.test(subject))) throw invalid('Subject');
  keep({ topicArn, subject, message, attributes, region: region.region, at: Date.now() });
  return { MessageId: randomUUID() };
};

const invalid = (what: string) => new AwsFailure('InvalidParameter', `Invalid parameter: ${what}`);

export const sns: Readonly<Record<string, Operation>> = { Publish: publish };
