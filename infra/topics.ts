/** Two topics: alerts for people, and operations for what is wrong with the monitor itself, so that one cannot silence the other. */

import { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, type IRole, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { alarmPrefix } from './names.ts';

export function createAlertTopic(scope: Construct, key: IKey, publisher: IRole, emails: readonly string[]): Topic {
  const topic = createTopic(scope, 'AlertTopic', 'nlb-doctor alerts', key, emails);
  topic.addToResourcePolicy(
    new PolicyStatement({ sid: 'Monitor', principals: [publisher], actions: ['sns:Publish'], resources: [topic.topicArn] }),
  );
  return topic;
}

export function createOperationsTopic(scope: Construct, key: IKey, emails: readonly string[]): Topic {
  const topic = createTopic(scope, 'OperationsTopic', 'nlb-doctor operations', key, emails);
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

function createTopic(scope: Construct, id: string, displayName: string, masterKey: IKey, emails: readonly string[]): Topic {
  const topic = new Topic(scope, id, { displayName, masterKey });
  for (const email of emails) topic.addSubscription(new EmailSubscription(email));
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
