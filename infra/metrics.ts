/** The metrics that the monitor writes (lambda/telemetry/metrics.ts), as CloudWatch knows them. */

import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, serviceName } from '../lambda/telemetry/metrics.ts';

export type Statistic = 'Sum' | 'Maximum' | 'Minimum' | 'Average' | 'p50' | 'p99';

export const ownMetric = (namespace: string, metricName: MetricName, statistic: Statistic, minutes: number): Metric =>
  new Metric({ namespace, metricName, statistic, period: Duration.minutes(minutes), dimensionsMap: { service: serviceName } });

/** Names of load balancers and rules are not known when the stack is made: they are searched for. */
export const searched = (
  namespace: string,
  dimensions: readonly string[],
  metricName: MetricName,
  statistic: Statistic,
  label: string,
): IMetric =>
  new MathExpression({
    expression: `SEARCH('{${[namespace, 'service', ...dimensions].map((one) => (/[^A-Za-z0-9_]/.test(one) ? `"${one}"` : one)).join(',')}} MetricName="${metricName}"', '${statistic}', 60)`,
    label,
    period: Duration.minutes(1),
    usingMetrics: {},
  });
