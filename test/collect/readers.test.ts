/** Clusters read by functions in their own networks: the same snapshot comes back, and what fails is a gap. */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { enter } from '../../lab/environment.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { kubernetesUnauthorized } from '../../lab/mishaps.ts';
import { collect } from '../../lambda/collect/collect.ts';
import { packQuestion, unpackAnswer, unpackQuestion } from '../../lambda/collect/kubernetes/remoteReader.ts';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import { readsOfAllRules } from '../../lambda/diagnose/rules/index.ts';
import { handler } from '../../lambda/functions/reader.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import { patienceMs } from '../patience.ts';

const snapshot = readSnapshot('scenarios/seed-incident');
const functionArn = 'arn:aws:lambda:eu-west-2:111122223333:function:reader';

let lab: Lab;
let lambda: Server;
let leave: () => void;
/** What the function's service does with a call: by default, run the reader. */
let serve: (event: unknown) => Promise<{ readonly status: number; readonly body: string; readonly error?: string }>;
const run: typeof serve = async (event) => ({ status: 200, body: JSON.stringify(await handler(event)) });

beforeAll(async () => {
  lab = await startLab({ snapshot });
  lambda = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', async () => {
      const { status, body, error } = await serve(JSON.parse(text));
      response
        .writeHead(status, { 'content-type': 'application/json', ...(error === undefined ? {} : { 'x-amz-function-error': error }) })
        .end(body);
    });
  });
  await new Promise<void>((done) => void lambda.listen(0, '127.0.0.1', () => done()));
  const { port } = lambda.address() as AddressInfo;
  leave = enter({ ...lab.environment, AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${port}` }, process.env);
});
afterEach(() => lab.heal());
afterAll(async () => {
  leave();
  lambda.closeAllConnections();
  await new Promise<void>((done) => void lambda.close(() => done()));
  await lab.stop();
});

const read = (readers?: Readonly<Record<string, string>>) =>
  collect({
    regions: ['eu-west-2'],
    reads: readsOfAllRules,
    deadlineMs: patienceMs,
    elbRate: { perSecond: 1_000, burst: 1_000 },
    ...(readers === undefined ? {} : { readers }),
  });
const diagnosed = async (readers?: Readonly<Record<string, string>>) =>
  diagnose(joinTopology({ ...(await read(readers)), takenAt: snapshot.takenAt }));

describe('a reader', () => {
  test('brings back what the monitor would have read itself', async () => {
    serve = run;
    const calls = lab.calls.length;
    expect(await diagnosed({ 'obs-eu-dev-cluster': functionArn })).toEqual(await diagnosed());
    expect(lab.calls.length).toBeGreaterThan(calls);
  });

  test.each<readonly [string, typeof serve]>([
    ['that fails', async () => ({ status: 200, body: '{"errorMessage":"canary"}', error: 'Unhandled' })],
    [
      'that may not be invoked',
      async () => ({ status: 403, body: '{"Type":"User","Message":"not authorized to perform: lambda:InvokeFunction"}' }),
    ],
    ['that answers nothing', async () => ({ status: 200, body: 'null' })],
    ['that answers a page', async () => ({ status: 200, body: '<html>' })],
    ['that answers with bytes that are no archive', async () => ({ status: 200, body: '{"gzip":"AAAA"}' })],
    [
      'that answers for another cluster',
      async (event) =>
        run({ ...(event as object), name: 'obs-eu-dev-cluster', region: 'eu-west-2' }).then(({ body }) => ({
          status: 200,
          body: body.replace(/"gzip":"[^"]*"/, '"gzip":"H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA=="'),
        })),
    ],
  ])('%s is a gap of its cluster, and nothing else', async (_, other) => {
    serve = other;
    const { loadBalancers, clusters, coverage } = await diagnosed({ 'obs-eu-dev-cluster': functionArn });
    expect(loadBalancers[0]?.status).toBe('down');
    expect(loadBalancers[0]?.findings.filter(({ kind, rule }) => kind === 'cause' && rule.startsWith('cilium/'))).toEqual([]);
    expect(clusters[0]?.reachable).toBe(false);
    expect(coverage.notRead.some(({ cluster }) => cluster === 'obs-eu-dev-cluster')).toBe(true);
    expect(JSON.stringify(coverage)).not.toContain('canary');
  });

  test('that is not let into its cluster says so', async () => {
    serve = run;
    lab.inject({ on: { service: 'kubernetes' }, effect: kubernetesUnauthorized });
    const { clusters } = await diagnosed({ 'obs-eu-dev-cluster': functionArn });
    expect(clusters[0]).toMatchObject({
      reachable: false,
      error: expect.stringMatching(/^Unauthorized: the cluster does not know this role/),
    });
  });

  test('refuses what is no question', async () => {
    await expect(handler({ format: 2 })).rejects.toThrow(/same version/);
    const wish = {
      resources: new Set(['services' as const]),
      backends: [{ namespace: 'a', name: 'b' }],
      hostnames: new Set(['x']),
      targetGroups: new Set(['t']),
      allServices: false,
      logs: false,
    };
    expect(unpackQuestion(JSON.parse(packQuestion({ region: 'eu-west-2', name: 'c', wish }, 1_000)))).toEqual({
      region: 'eu-west-2',
      name: 'c',
      wish,
      deadlineMs: 1_000,
    });
    await expect(unpackAnswer('{}', { region: 'eu-west-2', name: 'c' })).rejects.toThrow(/no snapshot/);
  });
});
