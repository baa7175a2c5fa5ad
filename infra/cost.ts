/** What it costs, computed: calls, runs, rows and metrics of a fleet, times prices. `node infra/cost.ts` writes docs/cost.md. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Dollars, us-east-1, without free tiers. They change: look them up before you rely on the sum. */
export const prices = {
  lambdaGigabyteSecond: 0.0000133334,
  lambdaRequest: 0.0000002,
  tableWrite: 0.000000625,
  tableRead: 0.000000125,
  metric: 0.3,
  alarm: 0.1,
  dashboard: 3,
  logGigabyte: 0.5,
  key: 1,
  secret: 0.4,
  schedule: 0.000001,
} as const;

export interface Fleet {
  readonly loadBalancers: number;
  readonly targetGroups: number;
  readonly clusters: number;
}

export interface Monthly {
  readonly calls: number;
  /** Of one run. */
  readonly seconds: number;
  readonly lines: readonly (readonly [what: string, dollars: number])[];
  readonly total: number;
}

const minutes = 43_800;
const memoryGigabytes = 0.5;
const alarms = 8;
/** As lambda/telemetry/metrics.ts: metrics of the run and of severities, three a load balancer up to two hundred. */
const fixedMetrics = 16 + 4;
const mostLoadBalancers = 200;
const bytesOfMetrics = (loadBalancers: number) => 2_500 + 450 * Math.min(mostLoadBalancers, loadBalancers);

/** A healthy fleet: lists, tags twenty at a time, one DescribeTargetHealth a group, one DescribeCluster a cluster. */
export const callsOf = ({ loadBalancers, targetGroups, clusters }: Fleet): number =>
  Math.ceil(loadBalancers / 400) + Math.ceil(targetGroups / 400) + Math.ceil(loadBalancers / 20) + targetGroups + 1 + clusters;

/** Ten calls a second to ELBv2 after a burst of forty, and what it takes beside that. */
export const secondsOf = (fleet: Fleet): number => 0.7 + Math.max(0, (callsOf(fleet) - fleet.clusters - 41) / 10);

/** @param perMinute runs a minute */
export function monthly(fleet: Fleet, perMinute = 1): Monthly {
  const runs = minutes * perMinute;
  const seconds = Math.min(50, secondsOf(fleet));
  const rows = fleet.loadBalancers * 1.3 + 10;
  const metrics = fixedMetrics + 3 * Math.min(mostLoadBalancers, fleet.loadBalancers);
  const lines: readonly (readonly [string, number])[] = [
    ['Lambda', runs * (seconds * memoryGigabytes * prices.lambdaGigabyteSecond + prices.lambdaRequest)],
    ['Scheduler', runs * prices.schedule],
    ['DynamoDB', runs * (5 * prices.tableWrite + (5 + rows / 2) * prices.tableRead)],
    ['Metrics', metrics * prices.metric],
    ['Logs', ((runs * (bytesOfMetrics(fleet.loadBalancers) + 600)) / 1e9) * prices.logGigabyte],
    ['Alarms and dashboard', alarms * prices.alarm + prices.dashboard],
    ['Key and secret', prices.key + prices.secret],
  ];
  return { calls: callsOf(fleet), seconds, lines, total: lines.reduce((sum, [, dollars]) => sum + dollars, 0) };
}

const fleets: readonly Fleet[] = [
  { loadBalancers: 5, targetGroups: 10, clusters: 1 },
  { loadBalancers: 50, targetGroups: 100, clusters: 2 },
  { loadBalancers: 200, targetGroups: 400, clusters: 5 },
  { loadBalancers: 1_000, targetGroups: 3_000, clusters: 20 },
];

export function costPage(): string {
  const columns = fleets.map((fleet) => monthly(fleet));
  const row = (name: string, values: readonly string[]) => `| ${[name, ...values].join(' | ')} |`;
  const names = columns[0]?.lines.map(([name]) => name) ?? [];
  const dollars = (value: number) => `$${value.toFixed(2)}`;
  return `# What it costs

Computed by \`infra/cost.ts\` from the number of calls, the time of a run and the prices in that file (us-east-1, without free tiers; look
them up before you rely on them). One check a minute, 512 MB, a healthy fleet. Calls to Elastic Load Balancing, EC2 and EKS cost nothing.

${row(
  'A month',
  fleets.map(
    ({ loadBalancers, targetGroups, clusters }) =>
      `${loadBalancers} NLBs, ${targetGroups} groups, ${clusters} ${clusters === 1 ? 'cluster' : 'clusters'}`,
  ),
)}
${row(
  '---',
  fleets.map(() => '---:'),
)}
${row(
  'Calls to AWS in a run',
  columns.map(({ calls }) => String(calls)),
)}
${row(
  'Seconds of a run',
  columns.map(({ seconds }) => seconds.toFixed(1)),
)}
${names
  .map((name, at) =>
    row(
      name,
      columns.map(({ lines }) => dollars(lines[at]?.[1] ?? 0)),
    ),
  )
  .join('\n')}
${row(
  '**Sum**',
  columns.map(({ total }) => `**${dollars(total)}**`),
)}

What changes it most:

- **Metrics.** Three for each load balancer (healthy, unhealthy, expected), for two hundred load balancers at most.
- **The schedule.** \`rate(5 minutes)\` divides Lambda, DynamoDB and logs by five. An incident is then told after ten to fifteen minutes instead of
  two to four: thresholds count checks, not minutes.
- **Large fleets.** Calls to Elastic Load Balancing are paced at ten a second and region, because the limit is shared with the controllers of the
  account. Where a run ends before all groups were asked, the next one goes on there, and the metric \`Coverage\` says so.
`;
}

const page = join(import.meta.dirname, '../docs/cost.md');

if (import.meta.main) {
  if (!process.argv.includes('--check')) writeFileSync(page, costPage());
  else if (readFileSync(page, 'utf8') !== costPage()) {
    process.stderr.write('docs/cost.md is not what infra/cost.ts computes: run node infra/cost.ts\n');
    process.exitCode = 1;
  }
}
