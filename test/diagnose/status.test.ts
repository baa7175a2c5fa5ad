/** The status of a load balancer speaks of its targets only, and never calls healthy what was not seen. */

import { describe, expect, test } from '@jest/globals';
import { failsOpen, groupDiagnosis, statusOf } from '../../lambda/diagnose/status.ts';
import { balancer, complete, group, joined } from '../topology/build.ts';
import { loadBalancerWith } from './engineFixture.ts';

const cases: readonly (readonly [string, readonly (readonly string[])[], string])[] = [
  ['every target healthy', [['healthy', 'healthy']], 'healthy'],
  ['some targets unhealthy', [['healthy', 'unhealthy']], 'degraded'],
  ['one group without a healthy target', [['healthy'], ['unhealthy']], 'degraded'],
  ['no healthy target', [['unhealthy'], ['unhealthy']], 'down'],
  ['no healthy target, some being registered', [['unhealthy', 'initial']], 'down'],
  ['some targets being registered', [['healthy', 'initial']], 'degraded'],
  ['draining targets beside healthy ones', [['healthy', 'draining']], 'healthy'],
  ['a state that AWS does not document', [['something-new']], 'unknown'],
  ['a state that AWS does not document beside failing targets', [['something-new', 'unhealthy']], 'unknown'],
  ['a state that AWS does not document beside healthy and failing targets', [['something-new', 'unhealthy', 'healthy']], 'degraded'],
];

test.each(cases)('%s', (_, groups, status) => {
  expect(statusOf(loadBalancerWith(...groups))).toBe(status);
});

describe('what was not read', () => {
  const gap = { what: 'elasticloadbalancing:DescribeTargetHealth', region: 'eu-west-1', error: 'denied' };
  const unreadHealth = new Map([
    ['seen', complete({ Target: { Id: 'i-0', Port: 30080 }, TargetHealth: { State: 'healthy' } })],
    ['unread', { state: 'incomplete' as const, items: [], gap }],
  ]);

  test('one group without a reading is not called healthy', () => {
    const loadBalancer = joined({
      balancers: [balancer()],
      groups: [group('seen'), group('unread')],
      region: { targetHealth: unreadHealth },
    });
    expect(statusOf(loadBalancer)).toBe('unknown');
  });
});

describe('failing open', () => {
  test('needs a group with registered targets and none of them healthy', () => {
    expect(failsOpen(loadBalancerWith(['unhealthy', 'unhealthy']))).toBe(true);
    expect(failsOpen(loadBalancerWith(['healthy'], ['unhealthy']))).toBe(true);
    expect(failsOpen(loadBalancerWith(['healthy', 'unhealthy']))).toBe(false);
    expect(failsOpen(loadBalancerWith([]))).toBe(false);
  });
});

test('a target group counts its registered targets by state', () => {
  const [first] = loadBalancerWith(['healthy', 'unhealthy', 'unhealthy', 'initial', 'draining', 'unused']).targetGroups;
  if (first === undefined) throw new Error('the load balancer has no group');
  expect(groupDiagnosis(first)).toMatchObject({ healthy: 1, unhealthy: 2, initial: 1, draining: 1, unused: 1 });
});
