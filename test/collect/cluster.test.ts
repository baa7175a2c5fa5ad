/** A broken load balancer leads to its cluster and its network, and to no other. */

import { describe, expect, test } from '@jest/globals';
import { collect } from '../../lambda/collect/collect.ts';
import type { ClusterSnapshot } from '../../lambda/snapshot/snapshot.ts';
import { startCluster, status } from './clusterServer.ts';
import { fleetOf, startAws } from './fleetServer.ts';
import { clients, kept, pointAt, request } from './live.ts';
import { json } from './servers.ts';

const read = (cluster: ClusterSnapshot | undefined, resource: string) => cluster?.readings.get(resource as 'pods');

describe('a broken load balancer', () => {
  test('leads to the cluster its tags name, by few and narrow lists', async () => {
    const [one, two] = [kept(await startCluster()), kept(await startCluster())];
    const aws = kept(await startAws({ ...fleetOf(3, 1, ['lb-0']), clusters: { one, two } }));
    pointAt(aws);
    const snapshot = await collect(request(), clients());
    const [first, second] = snapshot.clusters;
    expect(snapshot.unreadable).toEqual([]);
    expect(read(first, 'services')).toMatchObject({
      state: 'complete',
      items: [{ kind: 'Service', spec: { unknownToTheClient: { kept: true } } }],
    });
    expect(read(first, 'gateways.gateway.networking.k8s.io')).toEqual({ state: 'complete', items: [], installed: false });
    expect(read(first, 'configmaps')?.items).toMatchObject([{ kind: 'ConfigMap', data: { 'enable-gateway-api': 'true' } }]);
    expect(read(first, 'events')).toMatchObject({
      state: 'scoped',
      scopes: [{ namespace: 'apps' }, { namespace: 'kube-system' }],
      items: [{ reason: 'FailedDeployModel' }],
    });
    expect(read(first, 'pods')).toMatchObject({ state: 'scoped', items: [{ metadata: { name: 'web-0-x' } }] });
    expect(read(first, 'pods')).toHaveProperty(
      'scopes',
      expect.arrayContaining([
        { namespace: 'kube-system', selector: 'k8s-app=cilium' },
        { namespace: 'apps', selector: 'app=web-0' },
      ]),
    );
    expect(second?.readings.size).toBe(0);
    expect(two.requests).toEqual([]);
    expect(one.requests.every(({ url }) => url.pathname !== '/api/v1/pods' && url.pathname !== '/api/v1/events')).toBe(true);
    expect(snapshot.regions[0]?.instances.items.map(({ InstanceId }) => InstanceId)).toEqual(['i-00', 'i-01']);
  });

  test('is the only one asked about in EC2 and for its listeners, and only for what rules read', async () => {
    const one = kept(await startCluster());
    const aws = kept(await startAws({ ...fleetOf(3, 1, ['lb-0']), clusters: { one } }));
    pointAt(aws);
    await collect(
      request({ reads: ['services', 'elasticloadbalancing:DescribeListeners', 'ec2:DescribeSecurityGroups', 'ec2:DescribeInstances'] }),
      clients(),
    );
    const actions = aws.requests
      .map(({ action }) => action)
      .filter((action) => !/TargetHealth|clusters|LoadBalancers|TargetGroups|Tags/.test(action));
    expect(actions.toSorted()).toEqual(['DescribeInstances', 'DescribeListeners', 'DescribeSecurityGroups']);
    expect(one.requests.map(({ url }) => url.pathname)).toEqual(['/api/v1/services']);
  });

  test('one connection pool and one token serve all lists of a cluster', async () => {
    const one = kept(await startCluster());
    pointAt(kept(await startAws({ ...fleetOf(1, 1, ['lb-0']), clusters: { one } })));
    await collect(request(), clients());
    expect(new Set(one.requests.map(({ headers }) => headers.authorization)).size).toBe(1);
    expect(one.requests[0]?.headers.accept).toBe('application/json');
  });

  test('everything reads healthy load balancers and all kinds too', async () => {
    const one = kept(await startCluster());
    const aws = kept(await startAws({ ...fleetOf(2, 1), clusters: { one } }));
    pointAt(aws);
    const snapshot = await collect(request({ everything: true, reads: [] }), clients());
    expect(read(snapshot.clusters[0], 'services')?.state).toBe('complete');
    expect(read(snapshot.clusters[0], 'ciliumnodes.cilium.io')).toEqual({ state: 'complete', items: [], installed: false });
    expect([...(snapshot.regions[0]?.listeners.keys() ?? [])]).toEqual(['lb-0', 'lb-1']);
    expect(snapshot.regions[0]?.tags.state).toBe('complete');
  });

  test('load balancers asked for by name are the only ones in the snapshot', async () => {
    const aws = kept(await startAws({ ...fleetOf(3, 2), clusters: {} }));
    pointAt(aws);
    const snapshot = await collect(request({ loadBalancers: ['lb-1'] }), clients());
    expect(snapshot.regions[0]?.loadBalancers.map(({ LoadBalancerName }) => LoadBalancerName)).toEqual(['lb-1']);
    expect([...(snapshot.regions[0]?.targetHealth.keys() ?? [])]).toEqual(['lb-1-tg-0', 'lb-1-tg-1']);
  });

  test('a cluster asked for by name is described without a list, and load balancers of others are left out', async () => {
    const one = kept(await startCluster());
    const fleet = fleetOf(2, 1, ['lb-0', 'lb-1']);
    const foreign = fleet.loadBalancers.map((balancer, index) =>
      index === 1 ? { ...balancer, tags: { 'elbv2.k8s.aws/cluster': 'other' } } : balancer,
    );
    const aws = kept(await startAws({ ...fleet, loadBalancers: foreign, clusters: { one } }));
    pointAt(aws);
    const snapshot = await collect(request({ clusters: ['one'] }), clients());
    expect(snapshot.regions[0]?.loadBalancers.map(({ LoadBalancerName }) => LoadBalancerName)).toEqual(['lb-0']);
    expect(aws.requests.some(({ action }) => action === '/clusters')).toBe(false);
  });
});

describe('logs', () => {
  const agents = {
    kind: 'PodList',
    items: [
      { metadata: { name: 'cilium-x', namespace: 'kube-system' }, spec: { containers: [{ name: 'cilium-agent' }, { name: 'other' }] } },
    ],
  };
  const log = '/api/v1/namespaces/kube-system/pods/cilium-x/log';

  async function run(code: number, more = {}) {
    const one = kept(
      await startCluster((asked, response) => {
        if (asked.url.pathname === '/api/v1/namespaces/kube-system/pods') json(response, { apiVersion: 'v1', metadata: {}, ...agents });
        else if (asked.url.pathname === log && code === 200) response.end('first token=abcdefghijkl\nsecond\n');
        else if (asked.url.pathname === log) json(response, status(code, 'no'), code);
        else return false;
        return true;
      }),
    );
    pointAt(kept(await startAws({ ...fleetOf(1, 1, ['lb-0']), clusters: { one } })));
    return { one, snapshot: await collect(request(more), clients()) };
  }

  test('are read only when asked for', async () => {
    const { one, snapshot } = await run(200);
    expect(snapshot.clusters[0]?.logs).toEqual([]);
    expect(one.requests.some(({ url }) => url.pathname === log)).toBe(false);
  });

  test('of the containers that tell causes are cut to their last lines, without credentials', async () => {
    const { one, snapshot } = await run(200, { logs: true });
    expect(snapshot.clusters[0]?.logs).toEqual([
      { namespace: 'kube-system', pod: 'cilium-x', container: 'cilium-agent', lines: ['first (redacted)', 'second'] },
    ]);
    expect(one.requests.find(({ url }) => url.pathname === log)?.url.search).toBe(
      '?container=cilium-agent&tailLines=1000&limitBytes=1000000',
    );
  });

  test('that may not be read are one gap, and the pods are still known', async () => {
    const { snapshot } = await run(403, { logs: true });
    expect(snapshot.clusters[0]?.unreadable.map(({ what, code }) => [what, code])).toEqual([['logs', 403]]);
    expect(snapshot.clusters[0]?.readings.get('pods')?.state).toBe('scoped');
  });
});
