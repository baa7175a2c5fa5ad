/** The depth of a run: the longest chain of calls that waited for each other. */

import { expect, test } from '@jest/globals';
import { type Call, createRecorder, depth } from '../../lab/calls.ts';

const call = (startedAt: number, endedAt?: number): Call => ({
  kind: 'aws',
  service: 'ec2',
  action: 'DescribeVpcs',
  region: 'eu-west-2',
  input: {},
  host: 'lab',
  path: '/',
  concurrency: 1,
  startedAt,
  endedAt,
});

test('calls side by side are one deep; each that waited is one deeper', () => {
  expect(depth([])).toBe(0);
  expect(depth([call(0, 10), call(1, 9), call(5, 20)])).toBe(1);
  expect(depth([call(0, 10), call(11, 20), call(12, 30), call(31, 40), call(2, 50)])).toBe(3);
  expect(depth([call(0), call(5, 10)])).toBe(1);
});

test('concurrency counts the calls under way', () => {
  const { start, calls } = createRecorder();
  const question = { kind: 'aws', service: 'ec2', action: 'DescribeVpcs', region: 'eu-west-2', input: {} } as const;
  const [first, second] = [start(question, 'lab', '/'), start(question, 'lab', '/')];
  first.end(200);
  second.end(undefined);
  start(question, 'lab', '/').end(200);
  expect(calls.map(({ concurrency, status }) => [concurrency, status])).toEqual([
    [1, 200],
    [2, undefined],
    [1, 200],
  ]);
});
