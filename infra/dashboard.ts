/** The dashboard: what is wrong now, how the targets fared, and whether the monitor itself is well. */

import { Duration } from 'aws-cdk-lib';
import { CustomWidget, Dashboard, GraphWidget, type IWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { MetricName } from '../lambda/telemetry/metrics.ts';
import { ownMetric, searched } from './metrics.ts';

const colours = { healthy: '#2ca02c', unhealthy: '#d62728', neutral: '#1f77b4', warning: '#ff7f0e' } as const;
const whole = 24;

interface Shown {
  readonly namespace: string;
  readonly widget: IFunction;
  readonly monitor: IFunction;
}

export function createDashboard(scope: Construct, shown: Shown): Dashboard {
  return new Dashboard(scope, 'Dashboard', {
    defaultInterval: Duration.hours(3),
    widgets: [
      [diagnosis(shown)],
      targets(shown),
      incidents(shown),
      [new TextWidget({ markdown: '## The monitor itself', width: whole, height: 1 })],
      health(shown),
      reading(shown),
    ],
  });
}

const diagnosis = ({ widget }: Shown): IWidget =>
  new CustomWidget({
    functionArn: widget.functionArn,
    title: 'What is wrong now, and why',
    width: whole,
    height: 12,
    updateOnRefresh: true,
    updateOnResize: false,
    updateOnTimeRangeChange: false,
  });

function targets({ namespace }: Shown): IWidget[] {
  const graph = (metric: MetricName, title: string, color: string) =>
    new GraphWidget({
      title,
      width: whole / 3,
      height: 7,
      left: [searched(namespace, ['LoadBalancer', 'Region'], metric, metric === 'UnhealthyTargets' ? 'Maximum' : 'Minimum', '')],
      leftYAxis: { min: 0, showUnits: false },
      leftAnnotations: [{ value: 0, color, visible: false }],
    });
  return [
    graph('HealthyTargets', 'Healthy targets by load balancer', colours.healthy),
    graph('UnhealthyTargets', 'Unhealthy targets by load balancer', colours.unhealthy),
    graph('ExpectedTargets', 'Expected targets by load balancer', colours.neutral),
  ];
}

const incidents = ({ namespace }: Shown): IWidget[] => [
  new GraphWidget({
    title: 'Open incidents by severity',
    width: whole / 2,
    height: 6,
    stacked: true,
    left: [searched(namespace, ['Severity'], 'IncidentsOpen', 'Maximum', '')],
    leftYAxis: { min: 0, showUnits: false },
  }),
  new GraphWidget({
    title: 'Findings by rule',
    width: whole / 2,
    height: 6,
    left: [searched(namespace, ['Rule'], 'Findings', 'Maximum', '')],
    leftYAxis: { min: 0, showUnits: false },
  }),
];

const health = ({ namespace, monitor }: Shown): IWidget[] => [
  new GraphWidget({
    title: 'Runs',
    width: whole / 3,
    height: 6,
    left: [
      ownMetric(namespace, 'RunCompleted', 'Sum', 5).with({ color: colours.healthy }),
      ownMetric(namespace, 'RunFailed', 'Sum', 5).with({ color: colours.unhealthy }),
      monitor.metricThrottles({ period: Duration.minutes(5) }),
    ],
    leftYAxis: { min: 0, showUnits: false },
  }),
  new GraphWidget({
    title: 'Duration of a run',
    width: whole / 3,
    height: 6,
    left: [ownMetric(namespace, 'RunDuration', 'p50', 5), ownMetric(namespace, 'RunDuration', 'p99', 5)],
    leftYAxis: { min: 0, label: 'ms', showUnits: false },
  }),
  new GraphWidget({
    title: 'Notifications',
    width: whole / 3,
    height: 6,
    left: [
      ownMetric(namespace, 'NotificationsSent', 'Sum', 5).with({ color: colours.healthy }),
      ownMetric(namespace, 'NotificationsFailed', 'Sum', 5).with({ color: colours.unhealthy }),
      ownMetric(namespace, 'NotificationsWaiting', 'Maximum', 5).with({ color: colours.warning }),
    ],
    leftYAxis: { min: 0, showUnits: false },
  }),
];

const reading = ({ namespace }: Shown): IWidget[] => [
  new GraphWidget({
    title: 'Calls to AWS, and throttled ones',
    width: whole / 3,
    height: 6,
    left: [ownMetric(namespace, 'ApiCalls', 'Sum', 5), ownMetric(namespace, 'ApiThrottles', 'Sum', 5).with({ color: colours.unhealthy })],
    leftYAxis: { min: 0, showUnits: false },
  }),
  new GraphWidget({
    title: 'Regions and clusters that cannot be read',
    width: whole / 3,
    height: 6,
    left: [ownMetric(namespace, 'ScopesBlind', 'Maximum', 5).with({ color: colours.unhealthy })],
    leftYAxis: { min: 0, showUnits: false },
  }),
  new GraphWidget({
    title: 'Coverage of target groups',
    width: whole / 3,
    height: 6,
    left: [ownMetric(namespace, 'Coverage', 'Minimum', 5)],
    leftYAxis: { min: 0, max: 100, label: '%', showUnits: false },
  }),
];
