/** What the monitor's role may do: every action is one that the code calls (held by a test), and a guard against ever acting. */

import { Stack } from 'aws-cdk-lib';
import { Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { arnParts } from '../lambda/text/arn.ts';
import type { Context } from './context.ts';
import { partitions } from './names.ts';

/** ARNs of what the stack made, or was told of. */
export interface Touched {
  readonly tableArn: string;
  readonly topicArn: string;
  readonly topicKeyArn: string | undefined;
  readonly logGroupArn: string;
  readonly failureQueueArn: string;
  readonly readerArns: readonly string[];
}

/** Describe calls know no single resources: AWS's own controller policies use `*` for the same. */
export const elbActions = [
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeTags',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
] as const;

export const ec2Actions = [
  'ec2:DescribeDhcpOptions',
  'ec2:DescribeInstances',
  'ec2:DescribeManagedPrefixLists',
  'ec2:DescribeNetworkAcls',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroupRules',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
  'ec2:GetManagedPrefixListEntries',
] as const;

export function createPermissions(scope: Construct, context: Context, touched: Touched): ManagedPolicy {
  return new ManagedPolicy(scope, 'Permissions', {
    description: 'nlb-doctor: reads load balancers and clusters, keeps its memory, tells. Changes nothing.',
    statements: [
      ...reading(scope, context),
      ...remembering(touched),
      ...telling(scope, context, touched),
      ...(touched.readerArns.length === 0 ? [] : [allow('Readers', ['lambda:InvokeFunction'], touched.readerArns)]),
      ...(context.vpc === undefined ? [] : [networkInterfaces]),
      ...logging(touched.logGroupArn),
      guard,
    ],
  });
}

function reading(scope: Construct, { clusters, regions }: Context): readonly PolicyStatement[] {
  const { partition, account, region } = Stack.of(scope);
  const all = regions ?? [region];
  const here = { StringEquals: { 'aws:RequestedRegion': all } };
  const names = clusters.length === 0 ? ['*'] : clusters;
  const clusterArns = all.flatMap((one) => names.map((name) => `arn:${partition}:eks:${one}:${account}:cluster/${name}`));
  return [
    allow('ElbRead', elbActions, ['*'], here),
    allow('Ec2Read', ec2Actions, ['*'], here),
    allow('EksDescribe', ['eks:DescribeCluster'], clusterArns),
    ...(clusters.length === 0 ? [allow('EksList', ['eks:ListClusters'], ['*'], here)] : []),
  ];
}

const remembering = ({ tableArn }: Touched): readonly PolicyStatement[] => [
  allow('Memory', ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], [tableArn], {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions.map((one) => `${one}#*`) },
  }),
];

function telling(
  scope: Construct,
  { slack, eventBusName }: Context,
  { topicArn, topicKeyArn, failureQueueArn }: Touched,
): readonly PolicyStatement[] {
  const { partition, account, region } = Stack.of(scope);
  const via = (service: string) => ({ StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` } });
  const secret = slack?.secretArn;
  const isParameter = arnParts(secret)?.service === 'ssm';
  const busArn = eventBusName?.startsWith('arn:') ? eventBusName : `arn:${partition}:events:${region}:${account}:event-bus/${eventBusName}`;
  return [
    allow('Publish', ['sns:Publish'], [topicArn]),
    ...(topicKeyArn === undefined ? [] : [allow('TopicKey', ['kms:Decrypt', 'kms:GenerateDataKey'], [topicKeyArn], via('sns'))]),
    ...(secret === undefined ? [] : [allow('SlackSecret', [isParameter ? 'ssm:GetParameter' : 'secretsmanager:GetSecretValue'], [secret])]),
    ...(slack?.keyArn === undefined
      ? []
      : [allow('SlackSecretKey', ['kms:Decrypt'], [slack.keyArn], via(isParameter ? 'ssm' : 'secretsmanager'))]),
    ...(eventBusName === undefined ? [] : [allow('Events', ['events:PutEvents'], [busArn])]),
    allow('Failure', ['sqs:SendMessage'], [failureQueueArn]),
  ];
}

export const logging = (logGroupArn: string): readonly PolicyStatement[] => [
  allow('Logs', ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroupArn]),
  allow('Trace', ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], ['*']),
];

/** What Lambda needs to stand in a VPC. */
export const networkInterfaces = allow(
  'NetworkInterfaces',
  ['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces'],
  ['*'],
);

/** Whatever else is granted one day: it does not act. */
export const guard = new PolicyStatement({
  sid: 'Guard',
  effect: Effect.DENY,
  actions: [
    'iam:*',
    'sts:AssumeRole',
    'eks:*AccessEntry*',
    'eks:AssociateAccessPolicy',
    'eks:Update*',
    'eks:Delete*',
    'elasticloadbalancing:Add*',
    'elasticloadbalancing:Create*',
    'elasticloadbalancing:Delete*',
    'elasticloadbalancing:Deregister*',
    'elasticloadbalancing:Modify*',
    'elasticloadbalancing:Register*',
    'elasticloadbalancing:Remove*',
    'elasticloadbalancing:Set*',
    'ec2:Authorize*',
    'ec2:Modify*',
    'ec2:Revoke*',
    'ec2:Terminate*',
    'secretsmanager:Delete*',
    'secretsmanager:Put*',
    'secretsmanager:Update*',
    'dynamodb:DeleteTable',
    'ssm:SendCommand',
  ],
  resources: ['*'],
});

export function allow(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  conditions: Record<string, Record<string, unknown>> = {},
): PolicyStatement {
  return new PolicyStatement({ sid, actions: [...actions], resources: [...resources], conditions });
}
