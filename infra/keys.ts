/** One key for topics and logs, with a policy that lets exactly those use it who must. */

import { ArnFormat, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** @param logGroupName names of log groups that use it, known beforehand so that key and group do not need each other */
export function createKey(scope: Construct, logGroupNames: readonly string[], removalPolicy: RemovalPolicy): Key {
  const { account, region, partition } = Stack.of(scope);
  const key = new Key(scope, 'Key', {
    alias: 'nlb-doctor',
    enableKeyRotation: true,
    removalPolicy,
    description: 'nlb-doctor: alert topics and logs',
  });
  // An alarm's action fails without a word where CloudWatch may not use the key of its topic (repost.aws: cloudwatch-receive-sns-for-alarm-trigger).
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsUseTopicKey',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
  const logGroups = logGroupNames.map((resourceName) =>
    Stack.of(scope).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      region,
      account,
      partition,
    }),
  );
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'LogsUseKey',
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
    }),
  );
  return key;
}
