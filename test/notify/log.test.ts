/** The log and the metrics: one JSON line a record, no secret in it, and an end to both. */

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLog } from '../../lambda/telemetry/logger.ts';
import { emit, type RunMetrics } from '../../lambda/telemetry/metrics.ts';
import { createRedactor } from '../../lambda/telemetry/redactor.ts';
import { diagnosed } from './notifications.ts';

const lines: string[] = [];
const real = { log: console.log, info: console.info, warn: console.warn, error: console.error, debug: console.debug };
const streams = [process.stdout, process.stderr] as const;
const writes = streams.map((stream) => stream.write);

beforeEach(() => {
  lines.length = 0;
  const take = (...parts: readonly unknown[]) => void lines.push(parts.join(' '));
  Object.assign(console, { log: take, info: take, warn: take, error: take, debug: take });
  const write = (text: string) => {
    lines.push(text);
    return true;
  };
  for (const stream of streams) stream.write = write as typeof stream.write;
});
afterEach(() => {
  Object.assign(console, real);
  for (const [at, stream] of streams.entries()) stream.write = writes[at] ?? stream.write;
});

const canaries = [
  'https://hooks.slack.com/services/T0/B0/canary',
  'xoxb-1234-canary',
  'k8s-aws-v1.canaryCanaryCanary',
  'X-Amz-Signature=canary0123456789',
  'X-Amz-Security-Token=canary0123456789',
  'AKIACANARYCANARYCANA',
  'Bearer canary0123456789canary',
  'eyJhbGciOiJSUzI1NiJ9.eyJjYW5hcnkiOjF9.canary',
  '-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----',
  'password=canary0123',
];

describe('the log', () => {
  test.each(canaries)('does not hold %j, in a message, in details, or in the cause of an error', (canary) => {
    const log = createLog(createRedactor());
    log.info(`before ${canary} after`);
    log.warn('details', { text: canary, list: [canary] });
    log.error('failed', new Error('outer', { cause: new Error(canary) }));
    expect(lines).toHaveLength(3);
    expect(lines.join('\n').toLowerCase()).not.toContain('canary0123');
    expect(lines.join('\n')).not.toContain(canary.slice(-12));
  });

  test('masks a secret it has learned, whatever it looks like', () => {
    const redactor = createRedactor();
    redactor.learn('plain-looking words');
    createLog(redactor).info('it says plain-looking words here');
    expect(lines.join()).not.toContain('plain-looking words');
    expect(lines.join()).toContain('(redacted)');
  });

  test('is one JSON line a record, whatever a message holds', () => {
    createLog(createRedactor()).info('a\nb\u001b[31m\u2028c\u202e');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trim()).not.toMatch(/[\n\u001b\u2028\u202e]/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'INFO', message: 'a b[31mc' });
  });

  test('ends: two thousand characters a text, 64 KiB a run, but errors are always told', () => {
    const log = createLog(createRedactor());
    log.info('x'.repeat(1_000_000));
    expect(lines.join().length).toBeLessThan(4_000);
    log.begin({ requestId: '1' });
    for (let at = 0; at < 500; at += 1) log.warn('y'.repeat(1_000));
    expect(lines.join().length).toBeLessThan(200_000);
    log.error('the end');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ message: 'the end', linesLeftOut: expect.any(Number) });
  });
});

describe('metrics', () => {
  const run: RunMetrics = {
    completed: true,
    milliseconds: 1_234,
    stateUnavailable: false,
    apiCalls: 17,
    apiThrottles: 1,
    coverage: 100,
    sent: 1,
    failed: 0,
    incidents: undefined,
    diagnosis: diagnosed('seed-incident'),
  };
  const emitted = () => lines.flatMap((line) => line.trim().split('\n')).map((line) => JSON.parse(line) as Record<string, unknown>);

  test('tell how the run went, and of each load balancer its targets', () => {
    emit('NlbDoctor', run);
    expect(emitted()[0]).toMatchObject({ RunCompleted: 1, RunDuration: 1_234, ApiCalls: 17, Coverage: 100 });
    expect(emitted().find(({ LoadBalancer }) => LoadBalancer !== undefined)).toMatchObject({
      LoadBalancer: 'k8s-gateway-ciliumga-e070c533ae',
      HealthyTargets: 0,
      UnhealthyTargets: 10,
      ExpectedTargets: 10,
    });
    expect(emitted().find(({ Rule }) => Rule === 'cilium/agents-not-restarted')).toMatchObject({ Findings: 1 });
  });

  test('a failed run says so', () => {
    emit('NlbDoctor', { ...run, completed: false, stateUnavailable: true, diagnosis: undefined });
    expect(emitted()).toHaveLength(1);
    expect(emitted()[0]).toMatchObject({ RunCompleted: 0, RunFailed: 1, StateUnavailable: 1 });
  });

  test('have an end: two hundred load balancers, the worst ones', () => {
    const diagnosis = diagnosed('seed-incident');
    const many = Array.from({ length: 5_000 }, (_, at) => ({
      ...diagnosis.loadBalancers[0],
      name: `edge-${at}`,
      arn: `arn-${at}`,
      status: at === 4_999 ? 'down' : 'healthy',
    }));
    emit('NlbDoctor', { ...run, diagnosis: { ...diagnosis, loadBalancers: many as never } });
    const names = emitted().flatMap(({ LoadBalancer }) => (LoadBalancer === undefined ? [] : [LoadBalancer]));
    expect(new Set(names).size).toBe(200);
    expect(names).toContain('edge-4999');
  });
});
