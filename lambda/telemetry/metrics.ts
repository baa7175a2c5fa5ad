/** CloudWatch metrics through the embedded metric format on standard output: no call, no permission. */

import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Diagnosis, LoadBalancerDiagnosis } from '../diagnose/diagnosis.ts';
import { statusRank } from '../diagnose/severity.ts';
import { targetCounts } from '../diagnose/targetCounts.ts';
import type { Metrics as IncidentMetrics } from '../incidents/metrics.ts';

/** Load balancers with metrics of their own; a tenant who makes thousands must not make thousands of metrics. */
const mostLoadBalancers = 200;

export interface RunMetrics {
  readonly completed: boolean;
  readonly milliseconds: number;
  readonly stateUnavailable: boolean;
  readonly apiCalls: number;
  readonly apiThrottles: number;
  /** Of target groups, 0 to 100; undefined where none was asked for. */
  readonly coverage: number | undefined;
  readonly sent: number;
  readonly failed: number;
  readonly incidents: IncidentMetrics | undefined;
  readonly diagnosis: Diagnosis | undefined;
}

/** Value of the dimension `service`. */
export const serviceName = 'nlb-doctor';

/** The metrics that the monitor writes; alarms and dashboard use the same names. */
export type MetricName =
  | 'RunCompleted'
  | 'RunFailed'
  | 'RunDuration'
  | 'StateUnavailable'
  | 'ApiCalls'
  | 'ApiThrottles'
  | 'NotificationsSent'
  | 'NotificationsFailed'
  | 'NotificationsWaiting'
  | 'OldestWaiting'
  | 'SinksParked'
  | 'Coverage'
  | 'IncidentsOpen'
  | 'IncidentsPending'
  | 'ScopesBlind'
  | 'Findings'
  | 'HealthyTargets'
  | 'UnhealthyTargets'
  | 'ExpectedTargets';

type Counted = readonly (readonly [name: MetricName, unit: Unit, value: number])[];
type Unit = (typeof MetricUnit)[keyof typeof MetricUnit];

export function emit(namespace: string, run: RunMetrics): void {
  put(namespace, {}, ofRun(run));
  const { incidents, diagnosis } = run;
  for (const [severity, many] of Object.entries(incidents?.open ?? {}))
    put(namespace, { Severity: severity }, [['IncidentsOpen', MetricUnit.Count, many]]);
  if (diagnosis === undefined) return;
  for (const [rule, many] of findingsByRule(diagnosis)) put(namespace, { Rule: rule }, [['Findings', MetricUnit.Count, many]]);
  for (const one of mostUrgent(diagnosis)) put(namespace, { LoadBalancer: one.name, Region: one.region }, ofTargets(one));
}

function ofRun({
  completed,
  milliseconds,
  stateUnavailable,
  apiCalls,
  apiThrottles,
  coverage,
  sent,
  failed,
  incidents,
}: RunMetrics): Counted {
  const open = incidents === undefined ? [] : ofIncidents(incidents);
  return [
    ['RunCompleted', MetricUnit.Count, completed ? 1 : 0],
    ['RunFailed', MetricUnit.Count, completed ? 0 : 1],
    ['RunDuration', MetricUnit.Milliseconds, milliseconds],
    ['StateUnavailable', MetricUnit.Count, stateUnavailable ? 1 : 0],
    ['ApiCalls', MetricUnit.Count, apiCalls],
    ['ApiThrottles', MetricUnit.Count, apiThrottles],
    ['NotificationsSent', MetricUnit.Count, sent],
    ['NotificationsFailed', MetricUnit.Count, failed],
    ...(coverage === undefined ? [] : [['Coverage', MetricUnit.Percent, coverage] as const]),
    ...open,
  ];
}

const ofIncidents = ({ open, pending, unreadable, waiting, oldestWaitingSeconds, parked }: IncidentMetrics): Counted => [
  ['IncidentsOpen', MetricUnit.Count, Object.values(open).reduce((sum, many) => sum + many, 0)],
  ['IncidentsPending', MetricUnit.Count, pending],
  ['ScopesBlind', MetricUnit.Count, unreadable],
  ['NotificationsWaiting', MetricUnit.Count, waiting],
  ['OldestWaiting', MetricUnit.Seconds, oldestWaitingSeconds],
  ['SinksParked', MetricUnit.Count, parked],
];

function ofTargets(diagnosis: LoadBalancerDiagnosis): Counted {
  const { healthy, expected, unhealthy } = targetCounts(diagnosis);
  return [
    ['HealthyTargets', MetricUnit.Count, healthy],
    ['UnhealthyTargets', MetricUnit.Count, unhealthy],
    ['ExpectedTargets', MetricUnit.Count, expected],
  ];
}

const mostUrgent = ({ loadBalancers }: Diagnosis) =>
  loadBalancers.toSorted((a, b) => statusRank(a.status) - statusRank(b.status) || (a.arn < b.arn ? -1 : 1)).slice(0, mostLoadBalancers);

function findingsByRule({ loadBalancers }: Diagnosis): ReadonlyMap<string, number> {
  const many = new Map<string, number>();
  for (const { rule } of loadBalancers.flatMap(({ findings }) => findings)) many.set(rule, (many.get(rule) ?? 0) + 1);
  return many;
}

function put(namespace: string, dimensions: Readonly<Record<string, string>>, counted: Counted): void {
  // The dimension `service` is on all of them: CloudWatch takes no metric from a record without a dimension.
  const metrics = new Metrics({ namespace, serviceName });
  for (const [name, value] of Object.entries(dimensions)) metrics.addDimension(name, value);
  for (const [name, unit, value] of counted) metrics.addMetric(name, unit, value);
  metrics.publishStoredMetrics();
}
