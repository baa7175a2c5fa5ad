/** Who watches the watcher: alarms with a sentence for a pager, and the section of the runbook that says what to do. */

import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ownMetric } from './metrics.ts';
import { alarmPrefix, timeoutSeconds } from './names.ts';

interface Watched {
  readonly namespace: string;
  readonly monitor: IFunction;
  readonly deadLetters: IQueue;
  readonly topic: ITopic;
  readonly runbookAddress: string | undefined;
  readonly scheduleSeconds: number;
}

interface Spec {
  /** The heading in docs/operations.md, and the end of the alarm's name. */
  readonly name: string;
  readonly sentence: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly below?: boolean;
  readonly periods: number;
  /** No data is trouble as well. */
  readonly missingBreaches?: boolean;
}

export function createAlarms(scope: Construct, watched: Watched): readonly Alarm[] {
  return specsOf(watched).map((spec) => createAlarm(scope, spec, watched));
}

/** Names, in the order of the runbook. */
export const alarmNames = [
  'no-successful-run',
  'errors',
  'throttles',
  'deadline-near',
  'dead-letters',
  'notifications-failing',
  'scope-unreadable',
  'memory-unavailable',
] as const;

function specsOf({
  namespace,
  monitor,
  deadLetters,
  scheduleSeconds,
}: Watched): readonly (Spec & { readonly name: (typeof alarmNames)[number] })[] {
  const five = Duration.minutes(5);
  /** Two periods in which a run must have been complete: ten minutes, or three ticks of a slower schedule. */
  const period = Math.max(5, Math.ceil((scheduleSeconds * 3) / 120));
  return [
    {
      name: 'no-successful-run',
      sentence: `No check was completed for ${2 * period} minutes: nobody is watching the load balancers.`,
      metric: ownMetric(namespace, 'RunCompleted', 'Sum', period),
      threshold: 1,
      below: true,
      periods: 2,
      missingBreaches: true,
    },
    {
      name: 'errors',
      sentence: 'Checks fail: three or more within five minutes.',
      metric: monitor.metricErrors({ period: five }),
      threshold: 3,
      periods: 1,
    },
    {
      name: 'throttles',
      sentence: 'Lambda throttles the monitor: the account has no concurrency left, or checks overlap.',
      metric: monitor.metricThrottles({ period: five }),
      threshold: 3,
      periods: 1,
    },
    {
      name: 'deadline-near',
      sentence: `A check took more than 80 % of its ${timeoutSeconds} seconds: soon parts of the fleet will not be read.`,
      metric: monitor.metricDuration({ period: five, statistic: 'p99' }),
      threshold: timeoutSeconds * 800,
      periods: 3,
    },
    {
      name: 'dead-letters',
      sentence: 'A tick, a failed check or an undeliverable e-mail is in the dead-letter queue.',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: five }),
      threshold: 1,
      periods: 1,
    },
    {
      name: 'notifications-failing',
      sentence: 'Messages about incidents have not been delivered for ten minutes.',
      metric: ownMetric(namespace, 'OldestWaiting', 'Maximum', 5),
      threshold: 600,
      periods: 2,
    },
    {
      name: 'scope-unreadable',
      sentence: 'A region or cluster could not be read for thirty minutes: its incidents have no cause, and may not be seen.',
      metric: ownMetric(namespace, 'ScopesBlind', 'Minimum', 5),
      threshold: 1,
      periods: 6,
    },
    {
      name: 'memory-unavailable',
      sentence: 'The table cannot be used: only what is critical is told, once an hour.',
      metric: ownMetric(namespace, 'StateUnavailable', 'Sum', 5),
      threshold: 2,
      periods: 1,
    },
  ];
}

function createAlarm(
  scope: Construct,
  { name, sentence, metric, threshold, below = false, periods, missingBreaches = false }: Spec,
  { topic, runbookAddress }: Watched,
): Alarm {
  const alarm = new Alarm(scope, `Alarm-${name}`, {
    alarmName: `${alarmPrefix}-${name}`,
    alarmDescription: `${sentence} What to do: ${runbookAddress ?? 'docs/operations.md'}#${name}`,
    metric,
    threshold,
    comparisonOperator: below ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: periods,
    treatMissingData: missingBreaches ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.addOkAction(new SnsAction(topic));
  return alarm;
}
