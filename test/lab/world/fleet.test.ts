/** A fleet has as much of everything as asked for, and is diagnosed like the small world. */

import { describe, expect, test } from '@jest/globals';
import { fleet } from '../../../lab/world/fleet.ts';
import { diagnose } from '../../../lambda/diagnose/diagnose.ts';
import { joinTopology } from '../../../lambda/topology/join.ts';

describe('a fleet', () => {
  const options = { loadBalancers: 10, targetGroupsEach: 3, clusters: 3, nodesEach: 4, broken: 3 };
  const made = fleet(options);
  const [region] = made.regions;

  test('has as many of everything as asked for', () => {
    expect(region?.loadBalancers).toHaveLength(10);
    expect(region?.targetGroups).toHaveLength(30);
    expect([...(region?.targetHealth.values() ?? [])].flatMap(({ items }) => items)).toHaveLength(120);
    expect(region?.instances.items).toHaveLength(12);
    expect(made.clusters).toHaveLength(3);
  });

  test('no two of its load balancers, groups, instances or addresses are the same', () => {
    const names = [
      ...(region?.loadBalancers ?? []).map(({ LoadBalancerArn }) => LoadBalancerArn),
      ...(region?.targetGroups ?? []).map(({ TargetGroupArn }) => TargetGroupArn),
      ...(region?.instances.items ?? []).map(({ InstanceId }) => InstanceId),
      ...(region?.networkInterfaces.items ?? []).map(({ PrivateIpAddress }) => PrivateIpAddress),
    ];
    expect(new Set(names).size).toBe(names.length);
  });

  test.each([0, 3, 10])('exactly the %i broken ones are down, and the rest is healthy', (broken) => {
    const { loadBalancers } = diagnose(joinTopology(fleet({ ...options, broken })));
    const down = loadBalancers.filter(({ status }) => status === 'down');
    expect(down.map(({ findings }) => findings[0]?.rule)).toEqual(Array.from({ length: broken }, () => 'cilium/envoy-config-missing'));
    expect(loadBalancers.filter(({ status }) => status === 'healthy')).toHaveLength(10 - broken);
  });
});
