/** Two topics: alerts for people, and operations for what is wrong with the monitor itself, so that one cannot silence the other. */

import { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, type IRole, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { alarmPrefix } from './names.ts';

/** What the topics of this stack share: the key that encrypts them, and the queue that takes what could not be delivered. */
export interface TopicParts {
  readonly key: IKey;
  readonly deadLetters: IQueue;
  readonly emails: readonly string[];
}

export function createAlertTopic(scope: Construct, publisher: IRole, parts: TopicParts): Topic {
  const topic = createTopic(scope, 'AlertTopic', 'nlb-doctor alerts', parts);
  topic.addToResourcePolicy(
    new PolicyStatement({ sid: 'Monitor', principals: [publisher], actions: ['sns:Publish'], resources: [topic.topicArn] }),
  );
  return topic;
}

export function createOperationsTopic(scope: Construct, parts: TopicParts): Topic {
  const topic = createTopic(scope, 'OperationsTopic', 'nlb-doctor operations', parts);
  const { account, region, partition } = Stack.of(scope);
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Alarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:${alarmPrefix}-*` },
      },
    }),
  );
  return topic;
}

/**
 * SNS tries an e-mail 50 times over more than six hours and then discards it, unless the subscription has a dead-letter queue. A discarded alert is
 * an alert nobody misses; in the queue it sets off the alarm `dead-letters`. The construct allows SNS to send to the queue for this topic only
 * (`aws:SourceArn`). The queue is encrypted with SSE-SQS, which needs no key policy: SNS cannot use a queue under the AWS managed key `aws/sqs`.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html (customer managed endpoints, SMTP)
 * https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
 */
function createTopic(scope: Construct, id: string, displayName: string, { key, deadLetters, emails }: TopicParts): Topic {
  const topic = new Topic(scope, id, { displayName, masterKey: key });
  for (const email of emails) topic.addSubscription(new EmailSubscription(email, { deadLetterQueue: deadLetters }));
  denyForeigners(topic);
  return topic;
}

/** A policy of one's own takes the place of SNS's default one, which lets the whole account publish. */
function denyForeigners(topic: Topic): void {
  const { account } = Stack.of(topic);
  const deny = { effect: Effect.DENY, principals: [new AnyPrincipal()], actions: ['sns:Publish'], resources: [topic.topicArn] };
  topic.addToResourcePolicy(new PolicyStatement({ ...deny, sid: 'TlsOnly', conditions: { Bool: { 'aws:SecureTransport': 'false' } } }));
  topic.addToResourcePolicy(
    new PolicyStatement({
      ...deny,
      sid: 'NoForeignPublish',
      conditions: { StringNotEquals: { 'aws:PrincipalAccount': account }, Bool: { 'aws:PrincipalIsAWSService': 'false' } },
    }),
  );
}
