/** Faults of clusters: each is a gap with a sentence that says what to do; the other cluster, and AWS, are read all the same. */

import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { collect } from '../../lambda/collect/collect.ts';
import { largestBody } from '../../lambda/collect/kubernetes/transport.ts';
import { gapSentence } from '../../lambda/snapshot/gaps.ts';
import type { Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { patient, timed } from '../patience.ts';
import { makeCertificate } from './certificate.ts';
import { type Fault, service, startCluster, status } from './clusterServer.ts';
import { type Fleet, fleetOf, startAws } from './fleetServer.ts';
import { clients, kept, pointAt, request } from './live.ts';
import { json, type Running, startPlain } from './servers.ts';

const services = '/api/v1/services';
const at =
  (path: string, answer: Fault | ((...asked: Parameters<Fault>) => void)): Fault =>
  (asked, response) => {
    if (asked.url.pathname !== path) return false;
    answer(asked, response);
    return true;
  };
const always =
  (answer: (...asked: Parameters<Fault>) => void): Fault =>
  (asked, response) => {
    answer(asked, response);
    return true;
  };

interface Result {
  readonly snapshot: Snapshot;
  readonly one: Running;
  readonly took: number;
}

/** Two clusters, each behind a broken load balancer; the first has the fault. */
async function run(fault: Fault | undefined, more: Parameters<typeof request>[0] = {}, laid: Partial<Fleet> = {}): Promise<Result> {
  const [one, two] = [kept(await startCluster(fault)), kept(await startCluster())];
  const fleet = fleetOf(2, 1, ['lb-0', 'lb-1']);
  const loadBalancers = fleet.loadBalancers.map((balancer, index) => ({
    ...balancer,
    tags: { ...balancer.tags, 'elbv2.k8s.aws/cluster': ['one', 'two'][index] ?? '' },
  }));
  pointAt(kept(await startAws({ ...fleet, loadBalancers, clusters: { one, two }, ...laid })));
  const deadlineMs = patient(2500);
  const reads = ['services', 'nodes', 'gateways.gateway.networking.k8s.io'] as const;
  const { result: snapshot, took } = await timed(() => collect(request({ reads, deadlineMs, ...more }), clients()));
  expect(took).toBeLessThan(deadlineMs - 500);
  expect(snapshot.clusters[1]?.readings.get('services')?.state).toBe('complete');
  expect(inspect(snapshot, { depth: 12 })).not.toMatch(/k8s-aws-v1\.|canary-s|X-Amz-Signature/);
  return { snapshot, one, took };
}

const reading = ({ snapshot }: Result, resource: 'services' | 'nodes' | 'gateways.gateway.networking.k8s.io') =>
  snapshot.clusters[0]?.readings.get(resource);
const gapsOf = ({ snapshot }: Result) => snapshot.clusters[0]?.unreadable.map(({ what, code }) => [what, code]);
const sentence = ({ snapshot }: Result) => {
  const gap = snapshot.clusters[0]?.unreadable[0];
  return gap && gapSentence(gap);
};

describe('a cluster as a whole', () => {
  test('that hangs costs its own time only (R17, R29)', async () => {
    const result = await run(
      always(() => {}),
      { clusterMs: patient(300) },
    );
    expect(gapsOf(result)).toEqual([['kubernetes', 'BudgetEnded']]);
    expect(result.snapshot.regions[0]?.targetHealth.size).toBe(2);
    expect(result.took).toBeLessThan(patient(1500));
  });

  test('with a certificate of another CA gets no request at all (R18)', async () => {
    const other = kept(await startCluster(undefined, await makeCertificate()));
    const right = kept(await startCluster());
    const impostor: Running = { ...other, certificate: right.certificate };
    const result = await run(undefined, {}, { clusters: { one: impostor, two: right } });
    expect(gapsOf(result)).toEqual([['kubernetes', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']]);
    expect(sentence(result)).toContain('Was the CA rotated');
    expect(other.requests).toEqual([]);
  });

  test('that redirects is not followed (R19)', async () => {
    const foreign = kept(await startPlain((_, response) => json(response, { kind: 'ServiceList', items: [] })));
    const result = await run(always((_, response) => void response.writeHead(302, { location: `${foreign.url}/api` }).end()));
    expect(gapsOf(result)).toEqual([['kubernetes', 'Redirect']]);
    expect(foreign.requests).toEqual([]);
  });

  test('that says 401 gets one new token, and the access entry is named (R20)', async () => {
    const result = await run(always((_, response) => json(response, status(401, 'Unauthorized'), 401)));
    expect(gapsOf(result)).toEqual([['kubernetes', 401]]);
    expect(sentence(result)).toContain('aws eks create-access-entry --region eu-west-2 --cluster-name one');
    expect(new Set(result.one.requests.map(({ headers }) => headers.authorization)).size).toBeLessThanOrEqual(2);
    expect(result.one.requests.length).toBeLessThanOrEqual(6);
  });

  test('that says 401 and knows no access entries is told apart', async () => {
    const result = await run(
      always((_, response) => json(response, status(401, 'Unauthorized'), 401)),
      {},
      { cluster: { accessConfig: { authenticationMode: 'CONFIG_MAP' } } },
    ).catch((error: unknown) => error as Result);
    expect(sentence(result)).toContain('aws-auth');
  });

  test('that says 401 because of the clock here says so (R14)', async () => {
    const date = new Date(Date.now() - 1_200_000).toUTCString();
    const result = await run(always((_, response) => json(response, status(401, 'Unauthorized'), 401, { date })));
    expect(sentence(result)).toContain('20 minutes ahead (clock skew)');
  });

  test('with a private endpoint that cannot be reached names its VPC', async () => {
    const gone = kept(await startCluster());
    const two = kept(await startCluster());
    await gone.close();
    const result = await run(
      undefined,
      {},
      { clusters: { one: gone, two }, cluster: { resourcesVpcConfig: { vpcId: 'vpc-1', endpointPublicAccess: false } } },
    );
    expect(gapsOf(result)).toEqual([['kubernetes', 'ECONNREFUSED']]);
    expect(sentence(result)).toContain('its endpoint is private; run from inside VPC vpc-1');
  });

  test('whose address is not https gets no token', async () => {
    const plain = kept(await startPlain((_, response) => json(response, {})));
    const result = await run(undefined, {}, { clusters: { one: plain, two: kept(await startCluster()) } });
    expect(gapsOf(result)).toEqual([['kubernetes', 'NotHttps']]);
    expect(plain.requests).toEqual([]);
  });

  test('is not read where the check of certificates is switched off', async () => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    const one = kept(await startCluster());
    pointAt(kept(await startAws({ ...fleetOf(1, 1, ['lb-0']), clusters: { one } })));
    const snapshot = await collect(request(), clients());
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    expect(snapshot.clusters[0]?.unreadable[0]?.error).toContain('NODE_TLS_REJECT_UNAUTHORIZED=0');
    expect(one.requests).toEqual([]);
  });
});

describe('one list', () => {
  test('that is forbidden is a gap with its verb and resource, and the others are read (R21)', async () => {
    const result = await run(
      at(services, (_, response) => json(response, status(403, 'services is forbidden: User "x" cannot list resource'), 403)),
    );
    expect(gapsOf(result)).toEqual([['services', 403]]);
    expect(sentence(result)).toContain('may not list services');
    expect(reading(result, 'services')).toMatchObject({ state: 'incomplete', items: [] });
    expect(reading(result, 'nodes')?.state).toBe('complete');
  });

  test('of an API group that is not installed is known to be empty (R22)', async () => {
    const result = await run(undefined);
    expect(reading(result, 'gateways.gateway.networking.k8s.io')).toEqual({ state: 'complete', items: [], installed: false });
    expect(gapsOf(result)).toEqual([]);
  });

  test('whose token expired is begun again once, without items twice (R23)', async () => {
    let expired = 0;
    const result = await run(
      at(services, (asked, response) => {
        const page = { kind: 'ServiceList', apiVersion: 'v1', items: [service('a', 'apps')] };
        const next = asked.url.searchParams.get('continue');
        if (next === null) json(response, { ...page, metadata: { continue: 'two' } });
        else if (expired++ === 0) json(response, status(410, 'The provided continue parameter is too old'), 410);
        else json(response, { ...page, items: [service('b', 'apps')], metadata: {} });
      }),
    );
    expect(reading(result, 'services')).toMatchObject({
      state: 'complete',
      items: [{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }],
    });
  });

  test('that is told to wait waits, where there is time (R24)', async () => {
    const times: number[] = [];
    const result = await run(
      at(services, (asked, response) => {
        times.push(asked.at);
        if (times.length === 1) json(response, status(429, 'Too many requests'), 429, { 'retry-after': '1' });
        else json(response, { kind: 'ServiceList', apiVersion: 'v1', items: [], metadata: {} });
      }),
    );
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(990);
    expect(reading(result, 'services')).toEqual({ state: 'complete', items: [] });
  });

  test('that is told to wait too long is given up at once (R24)', async () => {
    const result = await run(at(services, (_, response) => json(response, status(429, 'Too many requests'), 429, { 'retry-after': '60' })));
    expect(sentence(result)).toContain('asked to wait 60 s');
    expect(result.one.requests.filter(({ url }) => url.pathname === services).length).toBe(1);
  });

  test('that fails once is asked again; three times is enough', async () => {
    const result = await run(at(services, (_, response) => json(response, status(503, 'busy'), 503)));
    expect(result.one.requests.filter(({ url }) => url.pathname === services).length).toBe(3);
    expect(gapsOf(result)).toEqual([['services', 503]]);
  });

  test.each([
    ['{}', '{}'],
    ['null', 'null'],
    ['items: null', '{"kind":"ServiceList","apiVersion":"v1","items":null}'],
    ['another kind', '{"kind":"PodList","apiVersion":"v1","items":[]}'],
    ['cut off JSON', '{"kind":"ServiceList","apiVersion":"v1","items":[{"meta'],
    ['HTML', '<html>Bearer k8s-aws-v1.canary-s</html>'],
    ['an item without a name', '{"kind":"ServiceList","apiVersion":"v1","items":[{"metadata":{}}]}'],
  ])('that answers %s is no empty list (R25, R26)', async (_, text) => {
    const result = await run(at(services, (_asked, response) => json(response, text)));
    expect(reading(result, 'services')).toMatchObject({ state: 'incomplete', items: [] });
    expect(gapsOf(result)).toEqual([['services', 'WrongAnswer']]);
  });

  test('that never ends is cut at 10 MB (R27)', async () => {
    const block = ' '.repeat(1_000_000);
    let sent = 0;
    const result = await run(
      at(services, (_, response) => {
        const more = () => {
          while (!response.destroyed && response.write(block)) sent += block.length;
        };
        response.on('drain', more);
        more();
      }),
    );
    expect(gapsOf(result)).toEqual([['services', 'TooLarge']]);
    expect(sent).toBeLessThan(largestBody * 3);
  });

  test('that names the same next page again is not complete, and what was seen is kept', async () => {
    const page = { kind: 'ServiceList', apiVersion: 'v1', items: [service('a', 'apps')], metadata: { continue: 'again' } };
    const result = await run(at(services, (_, response) => json(response, page)));
    expect(reading(result, 'services')).toMatchObject({
      state: 'incomplete',
      items: [{ metadata: { name: 'a' } }, { metadata: { name: 'a' } }],
    });
    expect(result.one.requests.filter(({ url }) => url.pathname === services).length).toBe(2);
  });

  test('with a key __proto__ changes no prototype (R28)', async () => {
    const text =
      '{"kind":"ServiceList","apiVersion":"v1","items":[{"metadata":{"name":"a","namespace":"b","labels":{"__proto__":"x","a":"b"}},"__proto__":{"polluted":true}}]}';
    const result = await run(at(services, (_, response) => json(response, text)));
    const [item] = (reading(result, 'services')?.items ?? []) as readonly Record<string, unknown>[];
    expect(item?.polluted).toBeUndefined();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
  });

  test('refused with a megabyte of hostile text leaves a short, plain sentence (R71, R75, R78)', async () => {
    const hostile = `\u001b[2J<!channel>\u202e Bearer abcdefghijklmnopqrstuvwxyz k8s-aws-v1.c2VjcmV0 ${'x'.repeat(1_000_000)}`;
    const result = await run(at(services, (_, response) => json(response, status(403, hostile), 403)));
    expect(sentence(result)?.length).toBeLessThan(600);
    expect(sentence(result)).not.toMatch(/\u001b|\u202e|abcdefghijklmnop|c2VjcmV0/);
  });
});
