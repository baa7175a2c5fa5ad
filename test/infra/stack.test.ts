/** What users of the stack rely on: that it runs, that it tells, that somebody notices when it does not, and that nothing can silence it. */

import { beforeAll, describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { acknowledgedFor } from '../../infra/acknowledged.ts';
import { alarmNames } from '../../infra/alarms.ts';
import { type ContextInput, readContext } from '../../infra/context.ts';
import { findingsOf, resourcesOf, templateOf } from './synth.ts';

const network = { vpcId: 'vpc-12345678', subnetIds: ['subnet-12345678'] };
const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack-AbCdEf';

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
  readonly Principal?: unknown;
}

/** The trust policy of the one role that EventBridge Scheduler assumes. */
function schedulerTrust(of: Template): unknown {
  const documents = resourcesOf(of, 'AWS::IAM::Role').map(([, { Properties }]) => Properties.AssumeRolePolicyDocument);
  const trusting = documents.filter((document) => JSON.stringify(document).includes('scheduler.amazonaws.com'));
  expect(trusting).toHaveLength(1);
  return trusting[0];
}

/** The schedule that CDK's own construct makes, in a group of the same name as ours. */
function scheduleOfCdk(scheduleGroupName: string): Template {
  const stack = new Stack(new App(), 'Reference');
  const target = new LambdaFunction(stack, 'Target', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('//'),
  });
  new Schedule(stack, 'Schedule', {
    schedule: ScheduleExpression.expression('rate(1 minute)'),
    target: new LambdaInvoke(target),
    scheduleGroup: ScheduleGroup.fromScheduleGroupName(stack, 'Group', scheduleGroupName),
  });
  return Template.fromStack(stack);
}

const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);
const statementsIn = (document: unknown) => (document as { readonly Statement: readonly Statement[] }).Statement;

let template: Template;
beforeAll(() => {
  template = templateOf();
});

describe('the monitor', () => {
  test('runs on Node 24 and ARM, one at a time, with its settings and no secret', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      ReservedConcurrentExecutions: 1,
      Timeout: 50,
      TracingConfig: { Mode: 'Active' },
      Environment: { Variables: { NLB_DOCTOR_SETTINGS: Match.anyValue() } },
    });
    expect(JSON.stringify(templateOf({ slack: { secretArn } }).toJSON())).not.toContain('hooks.slack.com');
  });

  test('is invoked every minute under the name of the minute, by a role that can do only this', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      Target: {
        Input: Match.stringLikeRegexp('aws.scheduler.scheduled-time'),
        RetryPolicy: { MaximumEventAgeInSeconds: 60 },
        DeadLetterConfig: { Arn: Match.anyValue() },
      },
    });
    const [, role] =
      resourcesOf(template, 'AWS::IAM::Role').find(([, { Properties }]) =>
        JSON.stringify(Properties.AssumeRolePolicyDocument).includes('scheduler'),
      ) ?? [];
    const policies = role?.Properties.Policies as readonly { readonly PolicyDocument: unknown }[];
    expect(
      policies
        .flatMap(({ PolicyDocument }) => statementsIn(PolicyDocument))
        .flatMap(({ Action }) => list(Action))
        .toSorted(),
    ).toEqual(['lambda:InvokeFunction', 'sqs:SendMessage']);
  });

  test('is invoked by a role that only the schedule group of this stack can assume, as CDK itself writes it', () => {
    const groupName = 'nlb-doctor-NlbDoctor';
    template.hasResourceProperties('AWS::Scheduler::ScheduleGroup', { Name: groupName });
    const pseudo = (name: string) => ({ Ref: `AWS::${name}` });
    const groupArn = [
      'arn:',
      pseudo('Partition'),
      ':scheduler:',
      pseudo('Region'),
      ':',
      pseudo('AccountId'),
      `:schedule-group/${groupName}`,
    ];
    expect(schedulerTrust(template)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: {
            StringEquals: { 'aws:SourceAccount': pseudo('AccountId'), 'aws:SourceArn': { 'Fn::Join': ['', groupArn] } },
          },
        },
      ],
    });
    expect(schedulerTrust(template)).toEqual(schedulerTrust(scheduleOfCdk(groupName)));
  });

  test('is not retried with stale ticks, and what fails is put aside', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumEventAgeInSeconds: 60,
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
  });

  test('looks at once when an alarm of a network load balancer changes', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.cloudwatch'],
        detail: { configuration: { metrics: { metricStat: { metric: { namespace: ['AWS/NetworkELB'] } } } } },
      },
      Targets: [Match.objectLike({ DeadLetterConfig: { Arn: Match.anyValue() } })],
    });
  });

  test('knows where it is where regions are left out', () => {
    const [, monitor] =
      resourcesOf(template, 'AWS::Lambda::Function').find(([, { Properties }]) =>
        JSON.stringify(Properties.Environment).includes('NLB_DOCTOR_SETTINGS'),
      ) ?? [];
    expect(JSON.stringify(monitor?.Properties.Environment)).toContain('AWS::Region');
  });
});

describe('the memory', () => {
  test('is kept, restorable, and forgets what is closed', () => {
    template.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
        Replicas: [
          Match.objectLike({ DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }),
        ],
      },
    });
  });

  test('goes with the stack where that is asked for', () => {
    templateOf({ keepsData: false }).hasResource('AWS::DynamoDB::GlobalTable', { DeletionPolicy: 'Delete' });
  });
});

/** Ids of resources that a value refers to. */
const referred = (value: unknown): readonly string[] =>
  [...JSON.stringify(value).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/g)].map(([, id]) => id ?? '');

describe('alarms reach somebody', () => {
  test('each has a sentence, a section of the runbook, and an action', () => {
    const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
    expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual(expect.arrayContaining(alarmNames.map((name) => `nlb-doctor-${name}`)));
    expect(alarms).toHaveLength(alarmNames.length);
    for (const { AlarmName, AlarmDescription, AlarmActions, OKActions } of alarms) {
      expect(AlarmDescription).toMatch(/^[A-Z].*\. What to do: docs\/operations\.md#/);
      expect(AlarmDescription).toContain(String(AlarmName).replace('nlb-doctor-', '#'));
      expect([AlarmActions, OKActions]).toEqual([[expect.anything()], [expect.anything()]]);
    }
  });

  test('silence of the monitor is an alarm', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'nlb-doctor-no-successful-run',
      TreatMissingData: 'breaching',
      ComparisonOperator: 'LessThanThreshold',
      Period: 300,
      EvaluationPeriods: 2,
    });
  });

  test('every action leads to a topic that lets CloudWatch publish, with a key that lets CloudWatch use it', () => {
    const policies = resourcesOf(template, 'AWS::SNS::TopicPolicy').map(([, { Properties }]) => Properties);
    const keys = new Map(resourcesOf(template, 'AWS::KMS::Key'));
    const topics = new Map(resourcesOf(template, 'AWS::SNS::Topic'));
    const actions = resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) =>
      [Properties.AlarmActions, Properties.OKActions].flatMap(referred),
    );
    let walked = 0;
    for (const id of actions) {
      const topic = topics.get(id);
      const own = policies
        .filter(({ Topics }) => referred(Topics).includes(id))
        .flatMap(({ PolicyDocument }) => statementsIn(PolicyDocument));
      expect(
        own.some(
          ({ Effect, Action, Principal }) =>
            Effect === 'Allow' && list(Action).includes('sns:Publish') && JSON.stringify(Principal).includes('cloudwatch.amazonaws.com'),
        ),
      ).toBe(true);
      const key = keys.get(referred(topic?.Properties.KmsMasterKeyId)[0] ?? '');
      const usable = statementsIn(key?.Properties.KeyPolicy).filter(({ Principal }) =>
        JSON.stringify(Principal).includes('cloudwatch.amazonaws.com'),
      );
      expect(usable.flatMap(({ Action }) => list(Action)).toSorted()).toEqual(['kms:Decrypt', 'kms:GenerateDataKey*']);
      walked += 1;
    }
    expect(walked).toBe(alarmNames.length * 2);
  });

  test('a slower schedule waits longer before it calls silence an alarm', () => {
    templateOf({ schedule: 'rate(1 hour)' }).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'nlb-doctor-no-successful-run',
      Period: 5_400,
    });
  });
});

describe('topics and key', () => {
  test('nobody publishes without TLS or from another account, and the policies are not the Deny alone', () => {
    const policies = resourcesOf(template, 'AWS::SNS::TopicPolicy').map(([, { Properties }]) => statementsIn(Properties.PolicyDocument));
    expect(policies).toHaveLength(2);
    for (const statements of policies) {
      expect(statements.map(({ Sid }) => Sid)).toEqual(expect.arrayContaining(['TlsOnly', 'NoForeignPublish']));
      expect(statements.some(({ Effect }) => Effect === 'Allow')).toBe(true);
    }
  });

  test('logs may use the key, for their own groups only', () => {
    const [, key] = resourcesOf(template, 'AWS::KMS::Key')[0] ?? [];
    const logs = statementsIn(key?.Properties.KeyPolicy).find(({ Sid }) => Sid === 'LogsUseKey');
    expect(JSON.stringify(logs?.Condition)).toContain('kms:EncryptionContext:aws:logs:arn');
    expect(key?.Properties.EnableKeyRotation).toBe(true);
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup');
    expect(groups).toHaveLength(2);
    for (const [, { Properties }] of groups) expect(JSON.stringify(logs?.Condition)).toContain(`log-group:${Properties.LogGroupName}`);
  });

  test('an e-mail that SNS cannot deliver goes to the dead-letter queue, which takes it from these two topics only', () => {
    const own = templateOf({ alertEmails: ['team@example.org', 'lead@example.org'], operationsEmails: ['team@example.org'] });
    const subscriptions = resourcesOf(own, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
    const [queue = ''] = resourcesOf(own, 'AWS::SQS::Queue').map(([id]) => id);
    const arn = { 'Fn::GetAtt': [queue, 'Arn'] };
    expect(subscriptions).toHaveLength(3);
    for (const { Protocol, RedrivePolicy } of subscriptions) {
      expect(Protocol).toBe('email');
      expect(RedrivePolicy).toEqual({ deadLetterTargetArn: arn });
    }
    const [, policy] = resourcesOf(own, 'AWS::SQS::QueuePolicy')[0] ?? [];
    const fromTopics = statementsIn(policy?.Properties.PolicyDocument).filter(({ Principal }) =>
      JSON.stringify(Principal).includes('sns.amazonaws.com'),
    );
    expect(fromTopics).toEqual(
      [...new Set(subscriptions.map(({ TopicArn }) => JSON.stringify(TopicArn)))].map((topicArn) => ({
        Action: 'sqs:SendMessage',
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Resource: arn,
        Condition: { ArnEquals: { 'aws:SourceArn': JSON.parse(topicArn) } },
      })),
    );
    expect(fromTopics).toHaveLength(2);
  });

  test("a topic of one's own is used as it is", () => {
    const own = templateOf({ alertTopicArn: 'arn:aws:sns:eu-west-1:111122223333:pager' });
    own.resourceCountIs('AWS::SNS::Topic', 1);
    own.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Sid: 'Publish', Resource: 'arn:aws:sns:eu-west-1:111122223333:pager' })]),
      },
    });
  });
});

describe('access to clusters', () => {
  test('an entry names a Kubernetes group and no access policy', () => {
    const own = templateOf({ clusters: ['prod', 'staging'] });
    own.resourceCountIs('AWS::EKS::AccessEntry', 2);
    for (const [, { Properties }] of resourcesOf(own, 'AWS::EKS::AccessEntry')) {
      expect(Properties).toMatchObject({ KubernetesGroups: ['nlb-doctor-readers'], Type: 'STANDARD' });
      expect(Properties).not.toHaveProperty('AccessPolicies');
    }
    templateOf({ clusters: ['prod'], accessEntries: false }).resourceCountIs('AWS::EKS::AccessEntry', 0);
  });

  test('a reader stands in its VPC, has the entry of its clusters, and the monitor may invoke it', () => {
    const own = templateOf({ clusters: ['prod', 'private'], readers: [{ name: 'vpc-a', clusters: ['private'], ...network }] });
    own.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'nlb-doctor: reads private',
      VpcConfig: { SubnetIds: ['subnet-12345678'] },
    });
    own.resourceCountIs('AWS::EKS::AccessEntry', 2);
    own.hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupEgress: [Match.objectLike({ FromPort: 443, ToPort: 443 })] });
    own.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'Readers', Action: 'lambda:InvokeFunction' })]) },
    });
    expect(JSON.stringify(own.toJSON())).toContain('\\"readers\\":{\\"private\\":\\"');
  });
});

test('bundles can be read from a bucket of the organisation, without bootstrapping', () => {
  const assetsBucket = ['example-bundles-$', '{AWS::Region}'].join('');
  const own = templateOf({ assetsBucket });
  own.hasResourceProperties('AWS::Lambda::Function', { Code: { S3Bucket: { 'Fn::Sub': assetsBucket } } });
  expect(JSON.stringify(own.toJSON())).not.toContain('BootstrapVersion');
});

test('a boundary and tags are on everything that takes them', () => {
  const boundary = 'arn:aws:iam::111122223333:policy/boundary';
  const own = templateOf({ permissionsBoundaryArn: boundary, tags: { team: 'platform' } });
  for (const [, { Properties }] of resourcesOf(own, 'AWS::IAM::Role')) expect(Properties.PermissionsBoundary).toBe(boundary);
  own.hasResourceProperties('AWS::Lambda::Function', { Tags: Match.arrayWith([{ Key: 'team', Value: 'platform' }]) });
});

test('the dashboard searches for what is not known when it is made, and shows the widget', () => {
  const [, dashboard] = resourcesOf(template, 'AWS::CloudWatch::Dashboard')[0] ?? [];
  const body = JSON.stringify(dashboard?.Properties.DashboardBody);
  for (const part of [
    'HealthyTargets',
    'UnhealthyTargets',
    'ExpectedTargets',
    'IncidentsOpen',
    'Findings',
    'RunDuration',
    'ApiCalls',
    'ApiThrottles',
    'ScopesBlind',
    'NotificationsFailed',
    'custom',
  ])
    expect(body).toContain(part);
});

describe('cdk-nag', () => {
  test.each<readonly [string, ContextInput]>([
    ['the default', {}],
    ['clusters named', { clusters: ['prod'] }],
    ['regions named', { regions: ['eu-west-1', 'eu-central-1'] }],
    ['e-mails of both topics', { alertEmails: ['team@example.org'], operationsEmails: ['platform@example.org'] }],
    ['a VPC and a reader', { vpc: network, readers: [{ name: 'a', clusters: ['x'], ...network }] }],
    [
      "Slack, a bus, a topic of one's own",
      {
        slack: { secretArn, keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1' },
        eventBusName: 'default',
        alertTopicArn: 'arn:aws:sns:eu-west-1:111122223333:pager',
      },
    ],
  ])('%s: what it finds is exactly what is acknowledged, with a reason', (_, input) => {
    const known = acknowledgedFor(readContext(input));
    const key = ({ path, id }: { readonly path: string; readonly id: string }) => `${path} ${id}`;
    expect(findingsOf(input).map(key).toSorted()).toEqual(known.map(key).toSorted());
    expect(known.every(({ reason }) => reason.length > 20)).toBe(true);
  });
});
