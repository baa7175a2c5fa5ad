/** The construct: everything one account needs to have its network load balancers watched. Reads as a list of parts. */

import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Settings } from '../lambda/settings.ts';
import { createAccessEntries } from './access.ts';
import { createAlarms } from './alarms.ts';
import { type Context, settingsOf } from './context.ts';
import { createDashboard } from './dashboard.ts';
import { createFunction, createLogGroup, createRole } from './function.ts';
import { createKey } from './keys.ts';
import { createMemory } from './memory.ts';
import { timeoutSeconds } from './names.ts';
import { createPermissions } from './permissions.ts';
import { createReaders, type Reader, readerLogGroup } from './readers.ts';
import { createAlertTopic, createOperationsTopic } from './topics.ts';
import { createAlarmRule, createDeadLetters, createInvokeDestination, createSchedule } from './triggers.ts';
import { createWidget, widgetLogGroup } from './widget.ts';

const monitorLogGroup = '/nlb-doctor/monitor';

export class NlbDoctor extends Construct {
  readonly monitor: IFunction;
  readonly alertTopic: ITopic;
  readonly operationsTopic: ITopic;
  readonly tableName: string;
  readonly deadLetterQueueUrl: string;
  readonly roleArn: string;
  readonly dashboardName: string;

  /** @param context as `readContext` gives it */
  constructor(scope: Construct, id: string, context: Context) {
    super(scope, id);
    const removal = context.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const logGroups = [monitorLogGroup, widgetLogGroup, ...context.readers.map(({ name }) => readerLogGroup(name))];
    const key = createKey(this, logGroups, removal);
    const memory = createMemory(this, context.keepsData);
    const deadLetters = createDeadLetters(this);
    const role = createRole(this, 'Role', 'nlb-doctor: reads load balancers and clusters, and tells');
    const logGroup = createLogGroup(this, 'Logs', monitorLogGroup, context.logRetentionDays, key);
    const alerts = context.alertTopicArn;
    this.alertTopic =
      alerts === undefined
        ? createAlertTopic(this, role, { key, deadLetters, emails: context.alertEmails })
        : Topic.fromTopicArn(this, 'AlertTopic', alerts);
    this.operationsTopic = createOperationsTopic(this, { key, deadLetters, emails: context.operationsEmails });
    const readers = createReaders(this, context, key);
    role.addManagedPolicy(
      createPermissions(this, context, {
        tableArn: memory.tableArn,
        topicArn: this.alertTopic.topicArn,
        topicKeyArn: alerts === undefined ? key.keyArn : context.alertTopicKeyArn,
        logGroupArn: logGroup.logGroupArn,
        failureQueueArn: deadLetters.queueArn,
        readerArns: readers.map((reader) => reader.function.functionArn),
      }),
    );
    const settings = settingsOf(context, this.made(context, memory.tableName, readers));
    this.monitor = createFunction(this, 'Monitor', {
      entry: 'lambda/functions/monitor.ts',
      description: 'nlb-doctor: why targets of network load balancers are unhealthy',
      role,
      logGroup,
      memoryMegabytes: context.memoryMegabytes,
      timeoutSeconds,
      reservedConcurrency: 1,
      environment: { NLB_DOCTOR_SETTINGS: Stack.of(this).toJsonString(settings) },
      network: context.vpc,
    });
    createInvokeDestination(this, this.monitor, deadLetters);
    createSchedule(this, this.monitor, deadLetters, context.schedule);
    createAlarmRule(this, this.monitor, deadLetters);
    if (context.accessEntries) createAccessEntries(this, 'Monitor', role, ownClusters(context));
    const namespace = context.metricsNamespace;
    const widget = createWidget(this, context, key, memory);
    this.dashboardName = createDashboard(this, { namespace, widget, monitor: this.monitor }).dashboardName;
    const { runbookAddress, scheduleSeconds } = context;
    createAlarms(this, { namespace, monitor: this.monitor, deadLetters, topic: this.operationsTopic, runbookAddress, scheduleSeconds });
    this.tableName = memory.tableName;
    this.deadLetterQueueUrl = deadLetters.queueUrl;
    this.roleArn = role.roleArn;
  }

  /** What only the deployed stack knows. */
  private made({ regions }: Context, tableName: string, readers: readonly Reader[]): Partial<Settings> {
    return {
      ...(regions === undefined ? { regions: [Stack.of(this).region] } : {}),
      tableName,
      alertTopicArn: this.alertTopic.topicArn,
      readers: Object.fromEntries(readers.flatMap((reader) => reader.clusters.map((cluster) => [cluster, reader.function.functionArn]))),
    };
  }
}

/** Clusters that a reader reads have their entry from there. */
function ownClusters({ clusters, readers }: Context): readonly string[] {
  const read = new Set(readers.flatMap((reader) => reader.clusters));
  return clusters.filter((cluster) => !read.has(cluster));
}
