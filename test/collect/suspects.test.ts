/** What makes a load balancer worth a closer look, and which cluster is asked. */

import { describe, expect, test } from '@jest/globals';
import type { Fleet } from '../../lambda/collect/aws/fleet.ts';
import { tagsByArn } from '../../lambda/collect/aws/tags.ts';
import type { CollectRequest } from '../../lambda/collect/request.ts';
import { isBehind, type Suspect, suspects } from '../../lambda/collect/suspects.ts';
import type { LoadBalancer, TargetGroup, TargetHealthDescription } from '../../lambda/snapshot/aws.ts';
import type { Reading } from '../../lambda/snapshot/snapshot.ts';

const health = (...states: string[]): Reading<TargetHealthDescription> => ({
  state: 'complete',
  items: states.map((State) => ({ Target: { Id: 'i-0' }, TargetHealth: { State } })),
});
const unread: Reading<TargetHealthDescription> = { state: 'incomplete', items: [], gap: { what: 'x', error: 'denied' } };

interface Case {
  readonly balancer?: Partial<LoadBalancer>;
  readonly group?: Partial<TargetGroup>;
  readonly reading?: Reading<TargetHealthDescription>;
  readonly request?: Partial<CollectRequest>;
  readonly tags?: Readonly<Record<string, string>>;
  /** Where the reading of health stopped. */
  readonly cursor?: string;
}

function found({ balancer, group, reading = health('healthy'), request, tags = {}, cursor }: Case): readonly Suspect[] {
  const loadBalancer = {
    LoadBalancerArn: 'lb',
    LoadBalancerName: 'lb',
    Type: 'network',
    Scheme: 'internal',
    State: { Code: 'active' },
    VpcId: 'vpc-1',
    ...balancer,
  };
  const targetGroup = { TargetGroupArn: 'tg', TargetGroupName: 'tg', Protocol: 'TCP', LoadBalancerArns: ['lb'], ...group };
  const descriptions = [{ ResourceArn: 'lb', Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }];
  const fleet: Fleet = {
    region: 'r',
    loadBalancers: [loadBalancer],
    targetGroups: [targetGroup],
    listed: [loadBalancer],
    listedCompletely: true,
    health: new Map([['tg', reading]]),
    tags: { state: 'complete', items: descriptions },
    tagsOf: tagsByArn(descriptions),
    unnamed: undefined,
    cursor,
    read: 1,
    asked: 1,
  };
  return suspects({ regions: ['r'], reads: [], deadlineMs: 1, ...request }, fleet);
}

describe('where all are to be looked at closely', () => {
  test('a healthy one is, too', () => {
    expect(found({ request: { closely: 'all' } })).toHaveLength(1);
  });

  test('only what looks wrong is where the health of all took all the time there was', () => {
    expect(found({ request: { closely: 'all' }, cursor: 'tg' })).toEqual([]);
    expect(found({ request: { closely: 'all' }, cursor: 'tg', reading: health('unhealthy') })).toHaveLength(1);
  });
});

describe('a load balancer is looked at closely', () => {
  test.each<[string, Case, number]>([
    ['not when all is well', {}, 0],
    ['when a target fails', { reading: health('healthy', 'unhealthy') }, 1],
    ['when a target is being registered', { reading: health('initial') }, 1],
    ['when a target has a state that nobody knows', { reading: health('new-state') }, 1],
    ['when a group is empty', { reading: health() }, 1],
    ['not because its health could not be read', { reading: unread }, 0],
    ['when it is not active', { balancer: { State: { Code: 'provisioning' } } }, 1],
    ['when its scheme is not the one expected', { request: { expectedSchemes: { '*': 'internet-facing' } } }, 1],
    ['not when its scheme is', { request: { expectedSchemes: { '*': 'internal' } } }, 0],
    ['when it was asked for', { request: { loadBalancers: ['lb'] } }, 1],
    ['when everything was', { request: { everything: true } }, 1],
    ['when it has no group', { group: { LoadBalancerArns: ['other'] } }, 1],
    ['not when it is no network load balancer', { balancer: { Type: 'application' }, reading: health('unhealthy') }, 0],
  ])('%s', (_, given, count) => {
    expect(found(given).length).toBe(count);
  });

  test('and so is a group that no listener forwards to, if its health was read', () => {
    expect(found({ group: { LoadBalancerArns: [] } }).map(({ loadBalancer }) => loadBalancer?.LoadBalancerName)).toEqual(['lb', undefined]);
  });
});

describe('tags', () => {
  test.each([
    [{ 'elbv2.k8s.aws/cluster': 'one', 'service.k8s.aws/stack': 'apps/web' }, 'one', { namespace: 'apps', name: 'web' }],
    [{ 'eks:eks-cluster-name': 'one', 'service.eks.amazonaws.com/stack': 'apps/web' }, 'one', { namespace: 'apps', name: 'web' }],
    [{ 'kubernetes.io/cluster/one': 'owned', 'kubernetes.io/service-name': 'apps/web' }, 'one', { namespace: 'apps', name: 'web' }],
    [{ 'service.k8s.aws/stack': 'an-ingress-group' }, undefined, undefined],
    [{}, undefined, undefined],
  ])('%j', (tags, cluster, service) => {
    const [suspect] = found({ tags, reading: health('unhealthy') });
    expect([suspect?.clusterTag, suspect?.service]).toEqual([cluster, service]);
  });
});

describe('the cluster behind', () => {
  const one = { region: 'r', name: 'one', vpcId: 'vpc-1' };
  const two = { region: 'r', name: 'two', vpcId: 'vpc-2' };
  const behind = (tags: Readonly<Record<string, string>>) =>
    found({ tags, reading: health('unhealthy') }).flatMap((suspect) =>
      [one, two].filter((cluster) => isBehind(cluster, suspect, [one, two])).map(({ name }) => name),
    );

  test('is the one the tags name, wherever it is', () => {
    expect(behind({ 'elbv2.k8s.aws/cluster': 'two' })).toEqual(['two']);
  });
  test('is that of the same VPC where tags name none, or one that does not exist', () => {
    expect([behind({}), behind({ 'elbv2.k8s.aws/cluster': 'old-name' })]).toEqual([['one'], ['one']]);
  });
});
