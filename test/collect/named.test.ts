/** Names that lead nowhere are said to, and progress is told. */

import { expect, test } from '@jest/globals';
import { collect } from '../../lambda/collect/collect.ts';
import type { Progress } from '../../lambda/collect/request.ts';
import { startCluster } from './clusterServer.ts';
import { fleetOf, startAws } from './fleetServer.ts';
import { clients, kept, pointAt, request } from './live.ts';

test('a load balancer and a cluster that do not exist are gaps', async () => {
  pointAt(kept(await startAws({ ...fleetOf(1, 1), clusters: {} })));
  const snapshot = await collect(
    request({ regions: ['eu-west-1', 'eu-west-2'], loadBalancers: ['typo'], clusters: ['nowhere'] }),
    clients(),
  );
  expect(snapshot.unreadable).toEqual([
    {
      what: 'elasticloadbalancing:DescribeLoadBalancers/typo',
      code: 'NotFound',
      error: 'there is no load balancer typo in eu-west-1, eu-west-2',
      remedy: 'there are lb-0; check the name and the region',
    },
    {
      what: 'eks:DescribeCluster/nowhere',
      code: 'NotFound',
      error: 'there is no EKS cluster nowhere in eu-west-1, eu-west-2',
      remedy: 'check the name and the region',
    },
  ]);
});

test('progress tells the region, the cluster and how far', async () => {
  const one = kept(await startCluster());
  pointAt(kept(await startAws({ ...fleetOf(2, 1, ['lb-0']), clusters: { one } })));
  const told: Progress[] = [];
  await collect(request({ onProgress: (progress) => told.push(progress) }), clients());
  expect(told.filter(({ step }) => step === 'target health').map(({ done, of }) => [done, of])).toEqual([
    [1, 2],
    [2, 2],
  ]);
  expect(told.findLast(({ step }) => step === 'cluster')).toMatchObject({ region: 'eu-west-2', cluster: 'one' });
});
