/** Faults of the lab happen to unmodified clients, to the calls that the script names, and to no others. */

import { DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { ListClustersCommand } from '@aws-sdk/client-eks';
import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../lab/faults.ts';
import { type Lab, type LabOptions, startLab } from '../../lab/lab.ts';
import * as mishaps from '../../lab/mishaps.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { patienceMs } from '../patience.ts';
import { type Asked, ask, clientsOf, clusterOf, errorOf } from './clients.ts';

const snapshot = readSnapshot('scenarios/seed-incident');
const started: Lab[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((lab) => lab.stop()));
});

async function start(faults: readonly Fault[], more: Partial<LabOptions> = {}): Promise<Lab> {
  const lab = await startLab({ snapshot, faults, ...more });
  started.push(lab);
  return lab;
}
const balancers = { service: 'elasticloadbalancing', action: 'DescribeLoadBalancers' };
const describeBalancers = (lab: Lab, milliseconds = patienceMs) =>
  clientsOf(lab).elb.send(new DescribeLoadBalancersCommand({}), { abortSignal: AbortSignal.timeout(milliseconds) });
const services = { service: 'kubernetes', resource: 'services' };
const listServices = (lab: Lab): Promise<Asked> => ask(clusterOf(lab), '/api/v1/services');

describe('a script', () => {
  test('hits the calls that it names, and no others', async () => {
    const lab = await start([{ on: { ...balancers, region: 'eu-west-2' }, effect: mishaps.throttled }]);
    const error = await errorOf(describeBalancers(lab));
    expect([error.name, error.message, error.$metadata?.httpStatusCode]).toEqual(['Throttling', 'Rate exceeded', 400]);
    expect((await clientsOf(lab).elb.send(new DescribeTargetGroupsCommand({}))).TargetGroups).toHaveLength(2);
    lab.heal();
    expect((await describeBalancers(lab)).LoadBalancers).toHaveLength(1);
  });

  test('counts: the second call only, or from one to another', async () => {
    const lab = await start([{ on: balancers, nth: 2, effect: mishaps.serverError() }]);
    lab.inject({ on: services, nth: [2, 3], effect: mishaps.kubernetesTooMany(7) });
    await describeBalancers(lab);
    expect((await errorOf(describeBalancers(lab))).$metadata?.httpStatusCode).toBe(503);
    await describeBalancers(lab);
    const answers = [await listServices(lab), await listServices(lab), await listServices(lab), await listServices(lab)];
    expect(answers.map(({ status }) => status)).toEqual([200, 429, 429, 200]);
    expect(answers[1]?.headers['retry-after']).toBe('7');
  });

  test('asks the rest of a call itself', async () => {
    const second = (call: { readonly kind: string }) => 'input' in call && (call.input as { Marker?: string }).Marker !== undefined;
    const lab = await start([{ on: { action: 'DescribeTargetGroups', where: second }, effect: mishaps.throttled }]);
    const pages: number[] = [];
    const read = async () => {
      for await (const { TargetGroups } of paginateDescribeTargetGroups({ client: clientsOf(lab).elb }, { PageSize: 1 }))
        pages.push(TargetGroups?.length ?? 0);
    };
    expect((await errorOf(read())).name).toBe('Throttling');
    expect(pages).toEqual([1]);
  });
});

describe('the network', () => {
  test.each([
    ['hang', mishaps.hang],
    ['drip', mishaps.drip(20)],
    ['endless', mishaps.endless],
  ])('%s: nothing but the signal ends it', async (_, effect) => {
    const lab = await start([{ on: balancers, effect }]);
    expect((await errorOf(describeBalancers(lab, 150))).name).toBe('AbortError');
    expect(lab.calls[0]?.status).toBeUndefined();
  });

  test.each([
    ['before the answer', mishaps.reset],
    ['in the middle of it', mishaps.resetInTheMiddle],
  ])('reset %s', async (_, effect) => {
    const lab = await start([
      { on: balancers, effect },
      { on: services, effect },
    ]);
    expect((await errorOf(describeBalancers(lab))).name).not.toBe('AbortError');
    await expect(listServices(lab)).rejects.toThrow(/hang up|aborted|ECONNRESET/);
  });

  test('latency, on every call and on one', async () => {
    const lab = await start([{ on: services, effect: mishaps.latency(60) }], { latency: 30 });
    const took = async (call: () => Promise<unknown>) => {
      const begun = performance.now();
      await call();
      return performance.now() - begun;
    };
    expect(await took(() => listServices(lab))).toBeGreaterThan(89);
    expect(await took(() => ask(clusterOf(lab), '/version'))).toBeGreaterThan(29);
  });

  test('a redirect', async () => {
    const lab = await start([{ on: services, effect: mishaps.redirect('http://127.0.0.1:1/') }]);
    expect(await listServices(lab)).toMatchObject({ status: 302, headers: { location: 'http://127.0.0.1:1/' } });
  });
});

describe('successes that hold nothing', () => {
  test.each([
    ['an empty body', mishaps.emptyBody],
    ['a page of HTML', mishaps.htmlPage],
    ['an empty root', mishaps.emptyDocument],
  ])('%s is a success for the SDK, without a list', async (_, effect) => {
    const lab = await start([{ on: balancers, effect }]);
    const answer = await describeBalancers(lab);
    expect([answer.$metadata.httpStatusCode, answer.LoadBalancers]).toEqual([200, undefined]);
  });

  test('XML or JSON that is cut off', async () => {
    const lab = await start([{ on: {}, effect: mishaps.cutOff }]);
    expect((await errorOf(describeBalancers(lab))).name).not.toBe('AbortError');
    expect((await errorOf(clientsOf(lab).eks.send(new ListClustersCommand({})))).name).toBe('SyntaxError');
    await expect(listServices(lab)).rejects.toThrow(SyntaxError);
  });

  test.each([
    ['items: null', mishaps.itemsNull, { kind: 'ServiceList', items: null }],
    ['another kind', mishaps.wrongKind, { kind: 'SecretList' }],
    ['an empty object', mishaps.json({}), {}],
  ])('Kubernetes: %s', async (_, effect, expected) => {
    const { status, body } = await listServices(await start([{ on: services, effect }]));
    expect(status).toBe(200);
    expect(body).toMatchObject(expected);
  });

  test('a paging token that repeats, in every protocol', async () => {
    const lab = await start([{ on: {}, effect: mishaps.sameNextPage('again') }]);
    const clients = clientsOf(lab);
    expect((await describeBalancers(lab)).NextMarker).toBe('again');
    expect((await clients.ec2.send(new DescribeSubnetsCommand({}))).NextToken).toBe('again');
    expect((await clients.eks.send(new ListClustersCommand({}))).nextToken).toBe('again');
    expect((await listServices(lab)).body.metadata.continue).toBe('again');
  });
});

describe('refusals', () => {
  test.each([
    ['UnauthorizedOperation', mishaps.awsError('UnauthorizedOperation', 'no'), 403],
    ['ExpiredToken', mishaps.expiredCredentials, 403],
    ['AccessDenied', mishaps.accessDenied('ec2:DescribeSubnets'), 403],
  ])('AWS: %s, in the protocol of the service', async (code, effect, status) => {
    const lab = await start([{ on: {}, effect }]);
    const { ec2, eks, elb } = clientsOf(lab);
    const sends = [
      ec2.send(new DescribeSubnetsCommand({})),
      eks.send(new ListClustersCommand({})),
      elb.send(new DescribeLoadBalancersCommand({})),
    ];
    const errors = await Promise.all(sends.map((sent) => errorOf(sent)));
    expect(errors.map(({ name, $metadata }) => [name, $metadata?.httpStatusCode])).toEqual([
      [code, status],
      [code, status],
      [code, status],
    ]);
  });

  test.each([
    [401, mishaps.kubernetesUnauthorized],
    [410, mishaps.kubernetesGone],
    [500, mishaps.kubernetesError(500, 'etcdserver: request timed out')],
  ])('Kubernetes: %d as a Status', async (code, effect) => {
    const answer = await listServices(await start([{ on: services, effect }]));
    expect(answer.status).toBe(code);
    expect(answer.body).toMatchObject({ kind: 'Status', status: 'Failure', code });
  });
});

test('a clock that is off: signatures are refused, the Date header tells why, and the SDK corrects itself', async () => {
  const lab = await start([], { skew: 10 * 60_000 });
  const once = clientsOf(lab).elb;
  expect((await errorOf(once.send(new DescribeLoadBalancersCommand({})))).name).toBe('SignatureDoesNotMatch');
  expect((await once.send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toHaveLength(1);
  const before = Date.now();
  const date = Date.parse(String((await ask(clusterOf(lab), '/version')).headers.date));
  // The header has whole seconds.
  expect(date).toBeGreaterThan(before + 600_000 - 1000);
  expect(date).toBeLessThanOrEqual(Date.now() + 600_000);
});

test('another snapshot is another world', async () => {
  const lab = await start([]);
  lab.show('scenarios/seed-incident-repaired');
  expect((await listServices(lab)).status).toBe(200);
  expect((await describeBalancers(lab)).LoadBalancers?.[0]?.State?.Code).toBe('active');
});
