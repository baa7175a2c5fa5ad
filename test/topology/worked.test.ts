import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { joinTopology } from '../../lambda/topology/join.ts';

const scenarios = resolve(import.meta.dirname, '../../scenarios');
const shown = (name: string) =>
  joinTopology(readSnapshot(join(scenarios, name))).loadBalancers.map((one) => ({
    service: `${one.cluster?.name} ${one.origin?.namespace}/${one.origin?.name}`,
    rungs: [...new Set(one.origin?.rungs.map(({ number }) => number))].join(),
    envoy: one.origin?.servedByEnvoy.known ? one.origin.servedByEnvoy.value.yes : 'unknown',
    groups: one.targetGroups.map(({ expected, targets }) => {
      const verdicts = [...new Set(targets.map(({ verdict }) => verdict))].toSorted();
      return `${expected.known ? expected.value : '?'} expected: ${verdicts.map((word) => `${targets.filter(({ verdict }) => verdict === word).length} ${word}`).join(', ')}`;
    }),
  }));

describe('the worked examples are joined', () => {
  test('seed-incident', () => {
    const group = '5 expected: 5 failing';
    expect(shown('seed-incident')).toEqual([
      { service: 'obs-eu-dev-cluster gateway/cilium-gateway-shared-gateway', rungs: '1,2,5,7', envoy: true, groups: [group, group] },
    ]);
  });

  test('seed-incident-as-reported: no binding, so nobody can tell who is expected', () => {
    const group = '? expected: 5 failing';
    expect(shown('seed-incident-as-reported')).toMatchObject([{ rungs: '5', groups: [group, group] }]);
  });

  test('plain-service-local-policy: nodes without a back end fail by design', () => {
    const group = '2 expected: 4 byDesign, 2 healthy';
    expect(shown('plain-service-local-policy')).toMatchObject([
      { envoy: false, groups: ['6 expected: 6 healthy'] },
      { envoy: false, groups: [group, group] },
    ]);
  });

  test('two-clusters-two-regions: each load balancer finds its own cluster', () => {
    expect(shown('two-clusters-two-regions').map(({ service }) => service.split(' ')[0])).toEqual([
      'apps-euc1',
      'apps-euc1',
      'apps-use2',
      'apps-use2',
    ]);
  });

  test('unreadable-cluster: tags name cluster and Service, of which nothing is known', () => {
    const group = '? expected: 4 failing';
    expect(shown('unreadable-cluster')).toMatchObject([
      { service: expect.stringContaining('data-platform '), rungs: '2', envoy: 'unknown', groups: [group, group] },
    ]);
  });
});
