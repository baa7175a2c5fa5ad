/** A week of one tick a minute: flapping, deploys, nodes that come and go, an API that fails. How many messages, against what was promised. */

import type { Diagnosis, LoadBalancerDiagnosis, Status } from '../lambda/diagnose/diagnosis.ts';
import { noFacts } from '../lambda/incidents/changes/hashes.ts';
import type { Notification } from '../lambda/incidents/outbox/notification.ts';
import { defaultPolicy } from '../lambda/incidents/policy.ts';
import { runOnce } from '../lambda/incidents/run.ts';
import { memoryStore } from '../lambda/incidents/store/memory.ts';
import { plusSeconds } from '../lambda/text/time.ts';
import { table } from './table.ts';

const region = 'eu-central-1';
const account = '111122223333';
const start = '2026-11-01T00:00:00.000Z';
const week = 7 * 24 * 60;

interface Pattern {
  readonly name: string;
  readonly what: string;
  readonly at: (minute: number) => Status;
  /** Real outages of ten minutes or more; each may be told twice, its beginning and its end. `none`: nothing may be told at all. */
  readonly outages: number | 'none' | 'flapping';
  /** Minutes in which the whole region refuses to be listed. */
  readonly isRefused?: (minute: number) => boolean;
}

const flaps = (bad: number, good: number) => (minute: number) => (minute % (bad + good) < bad ? 'degraded' : 'healthy') as Status;
const daily = (from: number, minutes: number) => (minute: number) =>
  (minute % 1440 >= from && minute % 1440 < from + minutes ? 'degraded' : 'healthy') as Status;
const sixHours = (minute: number): Status => (minute >= 2_000 && minute < 2_360 ? 'down' : 'healthy');
const atNoon = (minute: number) => minute % 1440 >= 600 && minute % 1440 < 720;
const hourly = (minutes: number) => (minute: number) => minute % 60 < minutes;

const patterns: readonly Pattern[] = [
  { name: 'calm', what: 'healthy all week', at: () => 'healthy', outages: 'none' },
  { name: 'blips', what: 'two bad minutes every hour', at: flaps(2, 58), outages: 'none' },
  { name: 'flap-1-1', what: 'one bad minute, one good', at: flaps(1, 1), outages: 'flapping' },
  { name: 'flap-4-4', what: 'four bad minutes, four good', at: flaps(4, 4), outages: 'flapping' },
  { name: 'flap-30-30', what: 'half an hour each', at: flaps(30, 30), outages: 'flapping' },
  { name: 'deploys', what: 'two bad minutes at each of six deploys a day', at: flaps(2, 238), outages: 'none' },
  { name: 'nodes', what: 'twelve degraded minutes a day while nodes are replaced', at: daily(180, 12), outages: 7 },
  { name: 'outage', what: 'down for six hours once', at: sixHours, outages: 1 },
  {
    name: 'unreadable',
    what: 'healthy; its health cannot be read for two hours a day',
    at: (minute) => (atNoon(minute) ? 'unknown' : 'healthy'),
    outages: 'none',
  },
  { name: 'throttled', what: 'four bad answers of the API every hour', at: () => 'healthy', outages: 'none', isRefused: hourly(4) },
  { name: 'refused', what: 'the API refuses everything for two hours a day', at: () => 'healthy', outages: 7, isRefused: atNoon },
  { name: 'both', what: 'down for six hours once, the API refuses meanwhile', at: sixHours, outages: 8, isRefused: atNoon },
];

/**
 * For what flaps: the growing wait, then a change of mind each 64 minutes, and reminders. For outages two messages each, and the reminders of one
 * of six hours. Blindness of two hours is told also when it becomes critical, and once an hour from then on.
 */
function bound({ outages, isRefused }: Pattern): number {
  const { longestHold, recoveries, reminderSeconds } = defaultPolicy;
  if (outages === 'none') return 0;
  if (outages !== 'flapping') return outages * (isRefused === undefined ? 2 : 4) + 6;
  return Math.ceil(2 * (Math.log2(longestHold / recoveries) + 1) + (2 * week) / longestHold + week / (reminderSeconds / 60));
}

export async function benchWeek(print: (line: string) => void): Promise<void> {
  const rows = [];
  for (const pattern of patterns) {
    const begin = performance.now();
    const sent = await lived(pattern);
    const first = sent[0] === undefined ? '-' : sent[0].at.slice(0, 16);
    const most = bound(pattern);
    rows.push([
      pattern.name,
      pattern.what,
      String(sent.length),
      String(most),
      sent.length <= most ? 'yes' : 'NO',
      first,
      String(Math.round(performance.now() - begin)),
    ]);
  }
  print('a week at one tick a minute (simulated time, memory in the process)');
  print(table(['load balancer', 'what happens', 'messages', 'at most', 'kept', 'first', 'ms'], rows));
}

async function lived({ name, at, isRefused = () => false }: Pattern): Promise<readonly Notification[]> {
  const [store, sent] = [memoryStore(), [] as Notification[]];
  const processMemory = { notifiedWithoutStoreAt: undefined };
  const sink = {
    name: 'one',
    send: async (notification: Notification) => {
      sent.push(notification);
      return { outcome: 'sent' } as const;
    },
  };
  for (let minute = 0; minute < week; minute += 1) {
    const now = plusSeconds(start, minute * 60);
    const look = async () => ({
      diagnosis: worldOf(name, at(minute), isRefused(minute)),
      facts: noFacts,
      watched: { regions: [region] },
      cursor: undefined,
    });
    await runOnce({
      store,
      sinks: [sink],
      policy: defaultPolicy,
      clock: () => now,
      holder: 'bench',
      name: now,
      leaseSeconds: 50,
      look,
      signal: new AbortController().signal,
      processMemory,
    });
  }
  return sent;
}

function worldOf(name: string, status: Status, isRefused: boolean): Diagnosis {
  const gap = { what: 'elasticloadbalancing:DescribeLoadBalancers', region, cluster: null, error: 'Throttling' };
  return {
    format: 1,
    takenAt: start,
    account,
    cannotTell: [],
    loadBalancers: [balancer(name, status)],
    clusters: [],
    coverage: { regions: [region], loadBalancers: 1, targetGroups: 1, notRead: isRefused ? [gap] : [] },
  };
}

function balancer(name: string, status: Status): LoadBalancerDiagnosis {
  const healthy = status === 'healthy' ? 4 : status === 'degraded' ? 3 : 0;
  return {
    arn: `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/net/${name}/0123456789abcdef`,
    name,
    dnsName: null,
    region,
    scheme: { actual: 'internal', requested: null, requestedBy: null },
    cluster: 'prod',
    service: null,
    gateway: null,
    joinedBy: null,
    status,
    failsOpen: status === 'down',
    summary: '',
    targetGroups: [
      {
        arn: 'g',
        name: 'g',
        port: 80,
        protocol: 'TCP',
        targetType: 'instance',
        healthy,
        unhealthy: 4 - healthy,
        initial: 0,
        draining: 0,
        unused: 0,
        expected: 4,
        byDesign: 0,
        failing: 4 - healthy,
        targets: [],
      },
    ],
    path: [],
    findings: [],
    unexplained: 0,
    ruledOut: [],
    unknown: [],
    normal: [],
    shape: null,
    differences: [],
  };
}
