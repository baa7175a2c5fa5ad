/** Faults of the AWS side: each is a gap with a sentence; nothing is called healthy, nothing is called absent, the others go on. */

import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { collect, collectWithCoverage } from '../../lambda/collect/collect.ts';
import type { Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { patienceMs, patient, slowness, timed } from '../patience.ts';
import { balancer, fleetOf, member, startAws, targetGroup } from './fleetServer.ts';
import { clients, kept, pointAt, request } from './live.ts';
import { type Request, xml, xmlError } from './servers.ts';

type Fault = (request: Request, response: ServerResponse) => boolean;

const on =
  (action: string, answer: (request: Request, response: ServerResponse) => void): Fault =>
  (asked, response) => {
    if (asked.action !== action) return false;
    answer(asked, response);
    return true;
  };
const body = (text: string) => (_: Request, response: ServerResponse) => void response.end(text);
const hang = () => {};
const drip = (_: Request, response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'text/xml' });
  const timer = setInterval(() => response.write(' '), 50);
  response.on('close', () => clearInterval(timer));
};
const inRegion =
  (region: string, fault: Fault): Fault =>
  (asked, response) =>
    asked.region === region && fault(asked, response);
const deny = (action: string) =>
  on(action, (_, response) =>
    xmlError(
      response,
      403,
      'AccessDenied',
      `User: arn:aws:iam::1:user/x is not authorized to perform: elasticloadbalancing:${action} with k8s-aws-v1.canary X-Amz-Security-Token=canary AKIAIOSFODNN7EXAMPLE`,
    ),
  );

async function run(fault: Fault, more: Parameters<typeof request>[0] = {}) {
  const aws = kept(await startAws({ ...fleetOf(2, 2), fault }));
  pointAt(aws);
  const { deadlineMs = patient(1200) } = more;
  const { result: snapshot, took } = await timed(() => collect(request({ ...more, deadlineMs }), clients()));
  expect(took).toBeLessThan(deadlineMs - 400);
  expect(inspect(snapshot, { depth: 12 })).not.toMatch(/canary|AKIAIOSFODNN7EXAMPLE/);
  return { snapshot, aws, took, deadlineMs };
}

const gaps = (snapshot: Snapshot) => snapshot.unreadable.map(({ what, region, code }) => [what, region, code]);
const healths = (snapshot: Snapshot) =>
  snapshot.regions.flatMap(({ targetHealth }) => [...targetHealth.values()].map(({ state }) => state));

describe('a call that does not answer', () => {
  test.each([
    ['hangs', hang],
    ['drips', drip],
  ])('and %s ends in time, and the other region is read (R01, R02)', async (_, answer) => {
    const { snapshot, took, deadlineMs } = await run(inRegion('eu-west-1', on('DescribeLoadBalancers', answer)), {
      regions: ['eu-west-1', 'eu-west-2'],
    });
    expect(gaps(snapshot)).toEqual([['elasticloadbalancing:DescribeLoadBalancers', 'eu-west-1', 'BudgetEnded']]);
    expect(snapshot.regions[1]?.targetHealth.size).toBe(4);
    expect(took).toBeLessThan(deadlineMs - 300);
  });
});

describe('an answer that must not be believed', () => {
  test.each([
    ['nothing', ''],
    ['a page of HTML', '<html><body>Welcome</body></html>'],
    ['an empty root', '<DescribeLoadBalancersResponse/>'],
    ['XML that is cut off', '<DescribeLoadBalancersResponse><DescribeLoadBalancersResult><LoadBal'],
    [
      'an item without a name',
      '<DescribeLoadBalancersResponse><DescribeLoadBalancersResult><LoadBalancers><member><Type>network</Type></member></LoadBalancers></DescribeLoadBalancersResult></DescribeLoadBalancersResponse>',
    ],
  ])('%s is no empty list of load balancers (R03, R04)', async (_, text) => {
    const { snapshot, aws } = await run(on('DescribeLoadBalancers', body(text)));
    expect(gaps(snapshot).map(([what]) => what)).toEqual(['elasticloadbalancing:DescribeLoadBalancers']);
    expect(aws.requests.filter(({ action }) => action === 'DescribeLoadBalancers').length).toBeLessThanOrEqual(3);
  });

  test('an empty answer on health is not a group without targets (R03)', async () => {
    const { snapshot } = await run(on('DescribeTargetHealth', body('<DescribeTargetHealthResponse/>')));
    expect(new Set(healths(snapshot))).toEqual(new Set(['incomplete']));
    expect(gaps(snapshot)).toEqual([['elasticloadbalancing:DescribeTargetHealth', 'eu-west-2', 'WrongShape']]);
  });

  test('a list that is really empty is one (R03)', async () => {
    const { snapshot } = await run(
      on('DescribeLoadBalancers', (_, response) => xml(response, 'DescribeLoadBalancers', '<LoadBalancers/>')),
    );
    expect(snapshot.unreadable).toEqual([]);
  });
});

describe('paging', () => {
  const pages =
    (last: (response: ServerResponse) => void): Fault =>
    (asked, response) => {
      if (asked.action !== 'DescribeTargetGroups') return false;
      const page = Number(asked.form.get('Marker') ?? 0);
      if (page >= 2) last(response);
      else
        xml(
          response,
          asked.action,
          `<TargetGroups>${member(targetGroup({ name: `lb-0-tg-${page}`, loadBalancer: 'lb-0' }))}</TargetGroups><NextMarker>${page + 1}</NextMarker>`,
        );
      return true;
    };

  test('a page that is refused leaves the list incomplete, and what was seen counts (R06)', async () => {
    const { snapshot } = await run(pages((response) => xmlError(response, 400, 'ValidationError', 'no')));
    expect(gaps(snapshot)).toEqual([['elasticloadbalancing:DescribeTargetGroups', 'eu-west-2', 'ValidationError']]);
    expect([...(snapshot.regions[0]?.targetHealth.keys() ?? [])].toSorted()).toEqual(['lb-0-tg-0', 'lb-0-tg-1']);
  });

  test('the same page named twice ends it (R07)', async () => {
    const same = on('DescribeLoadBalancers', (_, response) =>
      xml(response, 'DescribeLoadBalancers', `<LoadBalancers>${member(balancer('lb-0'))}</LoadBalancers><NextMarker>again</NextMarker>`),
    );
    const { snapshot, aws } = await run(same);
    expect(aws.requests.filter(({ action }) => action === 'DescribeLoadBalancers').length).toBe(2);
    expect(snapshot.unreadable[0]?.error).toContain('the list is not complete');
  });
});

describe('refusals', () => {
  test('throttling is tried three times, and paced (R05)', async () => {
    const { snapshot, aws } = await run(
      on('DescribeTargetGroups', (_, response) => xmlError(response, 400, 'Throttling', 'Rate exceeded')),
      { deadlineMs: patienceMs },
    );
    expect(aws.requests.filter(({ action }) => action === 'DescribeTargetGroups').length).toBe(3);
    expect(snapshot.unreadable.map(({ error }) => error)).toEqual([expect.stringContaining('was throttled in eu-west-2')]);
  }, 8000);

  test('a denied action is named once, with what to allow (R08)', async () => {
    const { snapshot } = await run(deny('DescribeTargetHealth'));
    expect(gaps(snapshot)).toEqual([['elasticloadbalancing:DescribeTargetHealth', 'eu-west-2', 'AccessDenied']]);
    expect(snapshot.unreadable[0]?.remedy).toBe('allow the action elasticloadbalancing:DescribeTargetHealth to this role');
    expect(snapshot.unreadable[0]?.denied).toBe(true);
    expect(snapshot.unreadable[0]?.error).toContain('(4 times)');
    expect(new Set(healths(snapshot))).toEqual(new Set(['incomplete']));
  });

  test('a group deleted in between is a gap of its own, and the others are read (R09)', async () => {
    const gone: Fault = (asked, response) => {
      if (!asked.form.get('TargetGroupArn')?.includes('lb-1-tg-1')) return false;
      xmlError(response, 400, 'TargetGroupNotFound', 'One or more target groups not found');
      return true;
    };
    const { snapshot } = await run(gone);
    expect(gaps(snapshot)).toEqual([['elasticloadbalancing:DescribeTargetHealth/lb-1-tg-1', 'eu-west-2', 'TargetGroupNotFoundException']]);
    expect(snapshot.unreadable[0]?.error).toContain('was deleted');
    expect(healths(snapshot).toSorted()).toEqual(['complete', 'complete', 'complete', 'incomplete']);
  });

  test('expired credentials are said to be, and not tried for ever (R13)', async () => {
    const { snapshot, aws } = await run(
      on('DescribeTargetGroups', (_, response) =>
        xmlError(response, 403, 'ExpiredToken', 'The security token included in the request is expired'),
      ),
    );
    expect(aws.requests.filter(({ action }) => action === 'DescribeTargetGroups').length).toBeLessThanOrEqual(2);
    expect(snapshot.unreadable[0]?.remedy).toContain('log in again');
  });

  test('a wrong clock is told from the Date header (R14)', async () => {
    const late: Fault = (asked, response) => {
      response.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString());
      if (asked.action !== 'DescribeTargetGroups') return false;
      xmlError(response, 403, 'RequestExpired', 'Request has expired');
      return true;
    };
    const { snapshot } = await run(late);
    expect(snapshot.unreadable[0]?.remedy).toContain('60 minutes behind (clock skew)');
  });
});

test('tags are asked for twenty at a time (R11)', async () => {
  const aws = kept(await startAws(fleetOf(41, 0)));
  pointAt(aws);
  await collect(request(), clients());
  const sizes = aws.requests
    .filter(({ action }) => action === 'DescribeTags')
    .map(({ form }) => [...form].filter(([key]) => key.startsWith('ResourceArns')).length);
  expect(sizes.toSorted((a, b) => a - b)).toEqual([1, 20, 20]);
});

test('a region whose name does not resolve is a gap, and the other is read (R12)', async () => {
  const aws = kept(await startAws(fleetOf(1, 1)));
  pointAt(aws);
  const broken = clients();
  const elb = (region: string) => {
    const client = broken.elb(region);
    if (region !== 'eu-nowhere-1') return client;
    client.config.requestHandler.handle = () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
    return client;
  };
  const snapshot = await collect(request({ regions: ['eu-nowhere-1', 'eu-west-2'], deadlineMs: patienceMs }), { ...broken, elb });
  expect(new Set(snapshot.unreadable.map(({ region }) => region))).toEqual(new Set(['eu-nowhere-1']));
  expect(snapshot.unreadable[0]?.error).toContain('its name does not resolve');
  expect(snapshot.regions[1]?.targetHealth.size).toBe(1);
});

test('a fleet too large for its time says so, and the next runs read the rest (R15)', async () => {
  const aws = kept(await startAws({ ...fleetOf(20, 2), latencyMs: 20 }));
  pointAt(aws);
  const seen = new Set<string>();
  let cursor: string | undefined;
  let runs = 0;
  do {
    const { createClients } = await import('../../lambda/collect/aws/clients.ts');
    // On a busy machine everything is slower by the same factor, the pace included, so that a run never reads all.
    const slow = kept(createClients({ perSecond: 40 / slowness(), burst: 10 }));
    const result = await collectWithCoverage(request({ deadlineMs: patient(1000), cursor }), slow);
    for (const [name, { state }] of result.snapshot.regions[0]?.targetHealth ?? []) if (state === 'complete') seen.add(name);
    if (result.cursor !== undefined) {
      expect(result.coverage.read).toBeLessThan(40);
      expect(gaps(result.snapshot)).toEqual([['elasticloadbalancing:DescribeTargetHealth', 'eu-west-2', 'Coverage']]);
    }
    cursor = result.cursor;
    runs += 1;
  } while (seen.size < 40 && runs < 100);
  expect(seen.size).toBe(40);
  expect(runs).toBeGreaterThan(1);
});

test('the pace is kept: after the burst, calls come at the rate', async () => {
  const aws = kept(await startAws(fleetOf(10, 2)));
  pointAt(aws);
  const { createClients } = await import('../../lambda/collect/aws/clients.ts');
  await collect(request(), kept(createClients({ perSecond: 50, burst: 5 })));
  const elb = aws.requests.filter(({ action }) => action.startsWith('Describe'));
  const span = (elb.at(-1)?.at ?? 0) - (elb[0]?.at ?? 0);
  expect(span).toBeGreaterThanOrEqual(((elb.length - 5) / 50) * 1000 * 0.8);
});
