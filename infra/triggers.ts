/** What makes the monitor run: a schedule, and alarms of network load balancers that change their state. */

import { Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnEventInvokeConfig, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleGroup, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { tickAgeSeconds } from './names.ts';

/** Encrypted by SQS itself: with a key of our own the scheduler's role, the rule and Lambda would each need it, and fail without a word. */
export function createDeadLetters(scope: Construct): Queue {
  return new Queue(scope, 'DeadLetters', { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
}

/**
 * Ticks that could not be delivered within a minute are dead: the next one is due. The scheduled time is the name of the run.
 *
 * The trust policy names the schedule group, not the schedule: "The value of aws:SourceArn must be your EventBridge Scheduler schedule group ARN",
 * and a role scoped to a schedule cannot be assumed.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
export function createSchedule(scope: Construct, target: IFunction, deadLetters: Queue, scheduleExpression: string): Schedule {
  const scheduleGroupName = `nlb-doctor-${Stack.of(scope).stackName}`;
  return new Schedule(scope, 'Schedule', {
    description: 'nlb-doctor: one check',
    schedule: ScheduleExpression.expression(scheduleExpression),
    scheduleGroup: new ScheduleGroup(scope, 'ScheduleGroup', { scheduleGroupName }),
    timeWindow: TimeWindow.off(),
    target: new LambdaInvoke(target, {
      // Left to itself the target would also grant every version and alias of the function.
      role: scheduleRole(scope, scheduleGroupName, target, deadLetters).withoutPolicyUpdates(),
      input: ScheduleTargetInput.fromObject({ kind: 'schedule', scheduledTime: ContextAttribute.scheduledTime }),
      maxEventAge: Duration.seconds(tickAgeSeconds),
      retryAttempts: 1,
      deadLetterQueue: deadLetters,
    }),
  });
}

function scheduleRole(scope: Construct, scheduleGroupName: string, target: IFunction, deadLetters: Queue): Role {
  const stack = Stack.of(scope);
  return new Role(scope, 'ScheduleRole', {
    description: 'nlb-doctor: lets the schedule invoke the monitor, and nothing else',
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: {
          'aws:SourceAccount': stack.account,
          'aws:SourceArn': stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: scheduleGroupName }),
        },
      },
    }),
    inlinePolicies: {
      Invoke: new PolicyDocument({
        statements: [
          new PolicyStatement({ effect: Effect.ALLOW, actions: ['lambda:InvokeFunction'], resources: [target.functionArn] }),
          new PolicyStatement({ effect: Effect.ALLOW, actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
        ],
      }),
    },
  });
}

/** An alarm on a metric of AWS/NetworkELB is a reason to look at once. */
export function createAlarmRule(scope: Construct, target: IFunction, deadLetterQueue: Queue): Rule {
  return new Rule(scope, 'NetworkLoadBalancerAlarms', {
    description: 'nlb-doctor: looks at once when an alarm of a network load balancer changes its state',
    eventPattern: {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      detail: { configuration: { metrics: { metricStat: { metric: { namespace: ['AWS/NetworkELB'] } } } } },
    },
    targets: [new LambdaFunction(target, { deadLetterQueue, maxEventAge: Duration.seconds(tickAgeSeconds), retryAttempts: 1 })],
  });
}

/** An invocation that failed is not tried again: the next tick looks anew. What failed goes to the dead letters. */
export function createInvokeDestination(scope: Construct, target: IFunction, deadLetters: Queue): CfnEventInvokeConfig {
  return new CfnEventInvokeConfig(scope, 'OnFailure', {
    functionName: target.functionName,
    qualifier: '$LATEST',
    maximumEventAgeInSeconds: tickAgeSeconds,
    maximumRetryAttempts: 0,
    destinationConfig: { onFailure: { destination: deadLetters.queueArn } },
  });
}
