/** A healthy fleet is read in two steps and few calls; what looks wrong leads on to its cluster and its network. */

import { describe, expect, test } from '@jest/globals';
import { collect } from '../../lambda/collect/collect.ts';
import { fleetOf, startAws } from './fleetServer.ts';
import { clients, kept, pointAt, request } from './live.ts';
import { json, startTls } from './servers.ts';

describe('a healthy fleet', () => {
  test('of 50 load balancers and 100 groups takes two steps and at most 108 calls', async () => {
    const cluster = kept(await startTls((_, response) => json(response, {}, 500)));
    const aws = kept(await startAws({ ...fleetOf(50, 2), clusters: { one: cluster, two: cluster }, latencyMs: 100 }));
    pointAt(aws);
    const snapshot = await collect(request(), clients());
    expect(snapshot.unreadable).toEqual([]);
    expect(snapshot.account).toBe('123456789012');
    expect(snapshot.regions[0]?.targetHealth.size).toBe(100);
    expect(
      [...(snapshot.regions[0]?.targetHealth.values() ?? [])].every(({ state, items }) => state === 'complete' && items.length === 2),
    ).toBe(true);
    expect(snapshot.clusters.map(({ name, readings }) => [name, readings.size])).toEqual([
      ['one', 0],
      ['two', 0],
    ]);
    expect(aws.requests.length).toBeLessThanOrEqual(108);
    const first = aws.requests[0]?.at ?? 0;
    const depths = new Set(aws.requests.map(({ at }) => Math.floor((at - first) / 100)));
    expect(Math.max(...depths)).toBeLessThanOrEqual(3);
    expect(cluster.requests.length).toBe(0);
  });
});
