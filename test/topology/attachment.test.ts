import { describe, expect, test } from '@jest/globals';
import { joinTopology } from '../../lambda/topology/join.ts';
import { balancer, binding, cluster, complete, group, joined, service, snapshotOf, type World } from './build.ts';

const { LoadBalancerArn: arn } = balancer();
const forwards = (...names: readonly string[]) => ({
  listeners: new Map([['edge', complete(...names.map((name) => ({ DefaultActions: [{ TargetGroupArn: group(name).TargetGroupArn }] })))]]),
});
const untold = (name: string, more = {}) => group(name, { LoadBalancerArns: undefined, ...more });
const shown = (world: World) => {
  const { targetGroups, targetGroupsComplete } = joined(world);
  return [targetGroups.map(({ name, attached }) => `${name} ${attached}`), targetGroupsComplete];
};

describe('the target groups of a load balancer', () => {
  const rows: readonly (readonly [string, World, readonly string[], boolean])[] = [
    ['that name it', { groups: [group('b', { Port: 2 }), group('a', { Port: 1 })] }, ['a true', 'b true'], true],
    ['that its listeners forward to', { groups: [untold('a')], region: forwards('a') }, ['a true'], true],
    [
      'that its listeners weigh',
      {
        groups: [untold('a')],
        region: {
          listeners: new Map([
            [
              'edge',
              complete({
                DefaultActions: [{ ForwardConfig: { TargetGroups: [{ TargetGroupArn: group('a').TargetGroupArn, Weight: 1 }] } }],
              }),
            ],
          ]),
        },
      },
      ['a true'],
      true,
    ],
    ['of others', { groups: [group('a', { LoadBalancerArns: ['arn:other'] })] }, [], true],
    ['that do not say whose they are, listeners unread', { groups: [group('a'), untold('b')] }, ['a true'], false],
    [
      'that do not say whose they are, in another VPC',
      { balancers: [balancer({ VpcId: 'vpc-1' })], groups: [group('a'), untold('b', { VpcId: 'vpc-2' })] },
      ['a true'],
      true,
    ],
    ['of which one was not read', { groups: [group('a')], region: forwards('a', 'b') }, ['a true'], false],
  ];
  test.each(rows)('%s', (_, world, groups, isComplete) => {
    expect(shown(world)).toEqual([groups, isComplete]);
  });

  const stack = { 'elbv2.k8s.aws/cluster': 'blue', 'service.k8s.aws/stack': 'shop/web' };
  const made = { [arn]: stack, [group('a').TargetGroupArn]: stack, [group('b').TargetGroupArn]: stack };

  test('made for its Service, that nothing forwards to, are shown as not attached', () => {
    expect(shown({ groups: [group('b', { LoadBalancerArns: [] }), group('a')], tags: made })).toEqual([['a true', 'b false'], true]);
  });

  test('are shown once where a listener forwards to a group that names nobody', () => {
    expect(shown({ groups: [group('a', { LoadBalancerArns: [] })], tags: made, region: forwards('a') })).toEqual([['a true'], true]);
  });

  test('may serve Services of their own', () => {
    const groups = ['web', 'api'].map((name) => group(name));
    const bindings = groups.map(({ TargetGroupArn, TargetGroupName }) => binding({ targetGroupARN: TargetGroupArn }, TargetGroupName));
    const blue = cluster({ services: [service('web'), service('api')], 'targetgroupbindings.elbv2.k8s.aws': bindings });
    expect(joined({ groups, clusters: [blue] }).targetGroups.map(({ name, origin }) => [name, origin?.name])).toEqual([
      ['api', 'api'],
      ['web', 'web'],
    ]);
  });
});

describe('the port of the Service is told by', () => {
  const ports = [
    { name: 'plain', port: 80, nodePort: 30080 },
    { name: 'safe', port: 443, nodePort: 30443 },
  ];
  const tags = (resource: string) => ({
    [group('web').TargetGroupArn]: {
      'elbv2.k8s.aws/cluster': 'blue',
      'service.k8s.aws/stack': 'shop/web',
      'service.k8s.aws/resource': resource,
    },
  });
  const bound = (port: unknown) => {
    const one = binding({ targetGroupARN: group('web').TargetGroupArn });
    return { ...one, spec: { ...one.spec, serviceRef: { name: 'web', port } } };
  };
  const at = (more: object, world: World = {}) =>
    joined({ clusters: [cluster({ services: [service('web', { ports })], ...more })], ...world }).targetGroups[0]?.servicePort;
  const bindings = (port: unknown) => ({ 'targetgroupbindings.elbv2.k8s.aws': [bound(port)] });

  test('the binding, by number or name', () => {
    expect(at(bindings(443))).toMatchObject({ known: true, value: { name: 'safe' } });
    expect(at(bindings('safe'))).toMatchObject({ known: true, value: { port: 443 } });
  });
  test("the controller's tag", () => {
    expect(at({}, { tags: tags('shop/web:443') })).toMatchObject({ known: true, value: { name: 'safe' } });
  });
  test('the NodePort', () => {
    expect(at(bindings(undefined))).toMatchObject({ known: true, value: { name: 'plain' } });
  });
  test('nothing, where the Service has no such port; unknown where it does not show its ports', () => {
    const elsewhere = { groups: [group('web', { Port: 31999 })] };
    expect(at(bindings(8443), elsewhere)).toEqual({ known: true, value: undefined });
    expect(at({ ...bindings(443), services: [service('web', { ports: undefined })] })).toMatchObject({ known: false });
    expect(at(bindings(undefined), elsewhere)).toMatchObject({ known: false });
  });
});

describe('who made it', () => {
  test.each([
    ['aws-load-balancer-controller', { 'service.k8s.aws/stack': 'shop/web' }, 'edge'],
    ['aws-load-balancer-controller', { 'gateway.k8s.aws.nlb/stack': 'shop/public' }, 'edge'],
    ['eks-auto-mode', { 'service.eks.amazonaws.com/stack': 'shop/web' }, 'edge'],
    ['cloud-provider-aws', { 'kubernetes.io/service-name': 'shop/web' }, 'edge'],
    ['aws-load-balancer-controller', {}, 'k8s-shop-web-0123456789'],
    ['cloud-provider-aws', {}, 'a0f2c3d44e5f60718293a4b5c6d7e8f9'],
    ['unknown', {}, 'edge'],
  ])('%s is told by %j and the name', (controller, tags, name) => {
    expect(joined({ balancers: [balancer({ LoadBalancerName: name })], tags: { [arn]: tags } }).controller).toBe(controller);
  });
});

describe('a joined region', () => {
  const twice = snapshotOf({
    balancers: ['b', 'a'].map((LoadBalancerName) =>
      balancer({ LoadBalancerName, LoadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/${LoadBalancerName}/1` }),
    ),
  });

  test('is in the order of regions and names, whatever the order of the snapshot', () => {
    const other = { ...twice, regions: [...twice.regions, ...twice.regions.map((one) => ({ ...one, region: 'ap-south-1' }))] };
    expect(joinTopology(other).loadBalancers.map(({ region, name }) => `${region} ${name}`)).toEqual([
      'ap-south-1 a',
      'ap-south-1 b',
      'eu-west-1 a',
      'eu-west-1 b',
    ]);
  });

  test('knows the schemes that are expected, by name or for all others', () => {
    const strange = snapshotOf({ balancers: [balancer({ LoadBalancerName: 'constructor' }), balancer({ LoadBalancerName: 'edge' })] });
    const schemes = (expectedSchemes: Record<string, 'internal' | 'internet-facing'>) =>
      joinTopology(strange, { expectedSchemes }).loadBalancers.map(({ expectedScheme }) => expectedScheme);
    expect(schemes({ '*': 'internal', edge: 'internet-facing' })).toEqual(['internal', 'internet-facing']);
    expect(schemes({})).toEqual([undefined, undefined]);
  });

  test('takes tags and attributes that were not read for unknown, not for none', () => {
    expect(joined({})).toMatchObject({ tags: { known: false }, attributes: { known: false }, listeners: { known: false } });
  });
});
