/** Alarms and dashboard look at metrics that are really written, under the dimensions they are written with. */

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { emit } from '../../lambda/telemetry/metrics.ts';
import { diagnosed } from '../notify/notifications.ts';
import { resourcesOf, templateOf } from './synth.ts';

interface Record_ {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
}

const lines: string[] = [];
const write = process.stdout.write;
const log = console.log;
beforeEach(() => {
  process.stdout.write = ((text: string) => {
    lines.push(text);
    return true;
  }) as typeof write;
  console.log = (text: string) => void lines.push(text);
});
afterEach(() => {
  process.stdout.write = write;
  console.log = log;
});

/** `name dimension,dimension` of everything that is written. */
function written(): ReadonlySet<string> {
  lines.length = 0;
  const open = { critical: 1, high: 0, warning: 0, info: 0 };
  const incidents = { open, pending: 0, unreadable: 0, stale: 0, opened: 0, resolved: 0, waiting: 0, oldestWaitingSeconds: 0, parked: 0 };
  emit('NlbDoctor', {
    completed: true,
    milliseconds: 1,
    stateUnavailable: false,
    apiCalls: 1,
    apiThrottles: 0,
    coverage: 100,
    sent: 0,
    failed: 0,
    incidents,
    diagnosis: diagnosed('seed-incident'),
  });
  const records = lines.flatMap((line) => line.trim().split('\n')).map((line) => JSON.parse(line) as Record_);
  const sets = records.flatMap(({ _aws }) => _aws.CloudWatchMetrics);
  expect(sets.length).toBeGreaterThan(5);
  for (const { Dimensions } of sets) expect(Dimensions.some((dimensions) => dimensions.length > 0)).toBe(true);
  return new Set(
    sets.flatMap(({ Dimensions, Metrics }) =>
      Metrics.flatMap(({ Name }) => Dimensions.map((dimensions) => `${Name} ${dimensions.toSorted().join()}`)),
    ),
  );
}

const template = templateOf();

test('every alarm on a metric of ours looks where it is written', () => {
  const known = written();
  const own = resourcesOf(template, 'AWS::CloudWatch::Alarm')
    .map(([, { Properties }]) => Properties)
    .filter(({ Namespace }) => Namespace === 'NlbDoctor');
  const looked = own.map(
    ({ MetricName, Dimensions = [] }) =>
      `${MetricName} ${(Dimensions as readonly { readonly Name: string }[])
        .map(({ Name }) => Name)
        .toSorted()
        .join()}`,
  );
  expect(looked.length).toBeGreaterThanOrEqual(4);
  expect(looked.filter((one) => !known.has(one))).toEqual([]);
});

test('every graph of the dashboard looks where it is written', () => {
  const known = written();
  const [, dashboard] = resourcesOf(template, 'AWS::CloudWatch::Dashboard')[0] ?? [];
  const body = JSON.stringify(dashboard?.Properties.DashboardBody).replaceAll('\\\\', '').replaceAll('\\"', '"');
  const plain = [...body.matchAll(/\["NlbDoctor","(\w+)"((?:,"\w+","[\w-]+")*)/g)].map(
    ([, name, dimensions = '']) =>
      `${name} ${[...dimensions.matchAll(/,"(\w+)","[\w-]+"/g)]
        .map(([, one]) => one)
        .toSorted()
        .join()}`,
  );
  const searches = [...body.matchAll(/SEARCH\('\{NlbDoctor,([\w,]+)\} MetricName="(\w+)"/g)].map(
    ([, dimensions = '', name]) => `${name} ${dimensions.split(',').toSorted().join()}`,
  );
  expect([plain.length, searches.length].every((many) => many >= 5)).toBe(true);
  expect([...plain, ...searches].filter((one) => !known.has(one))).toEqual([]);
});
