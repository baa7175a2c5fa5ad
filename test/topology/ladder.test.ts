import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { joinTopology } from '../../lambda/topology/join.ts';
import {
  balancer,
  binding,
  cluster,
  endpoint,
  group,
  health,
  joined,
  node,
  object,
  service,
  slice,
  snapshotOf,
  type World,
} from './build.ts';

const { LoadBalancerArn: arn } = balancer();
const { TargetGroupArn: groupArn } = group('web');
const dns = 'edge-1.elb.eu-west-1.amazonaws.com';
const web = service('web');
const named = { loadBalancer: { ingress: [{ hostname: dns }] } };
const hash = (scheme: string) => createHash('sha256').update(`blueuid-web${scheme}`).digest('hex').slice(0, 10);
const gateway = object('Gateway', 'public', { status: { addresses: [{ value: dns }] } });
const ownedByGateway = { ownerReferences: [{ kind: 'Gateway', name: 'public', uid: 'uid-public', controller: true }] };

const rows: readonly (readonly [string, number, World, string])[] = [
  [
    'TargetGroupBinding by ARN',
    1,
    { clusters: [cluster({ services: [web], 'targetgroupbindings.elbv2.k8s.aws': [binding({ targetGroupARN: groupArn })] })] },
    'TargetGroupBinding shop/k8s-web binds target group web to Service shop/web',
  ],
  [
    'TargetGroupBinding by name, of Auto Mode',
    1,
    { clusters: [cluster({ services: [web], 'targetgroupbindings.eks.amazonaws.com': [binding({ targetGroupName: 'web' })] })] },
    'binds target group web',
  ],
  [
    'tags of the AWS Load Balancer Controller',
    2,
    { clusters: [cluster({ services: [web] })], tags: { [arn]: { 'elbv2.k8s.aws/cluster': 'blue', 'service.k8s.aws/stack': 'shop/web' } } },
    'tag service.k8s.aws/stack=shop/web of cluster blue',
  ],
  [
    'tags of EKS Auto Mode',
    2,
    {
      clusters: [cluster({ services: [web] })],
      tags: { [groupArn]: { 'eks:eks-cluster-name': 'blue', 'service.eks.amazonaws.com/stack': 'shop/web' } },
    },
    'tag service.eks.amazonaws.com/stack=shop/web of cluster blue',
  ],
  [
    'tags of the cloud provider',
    4,
    {
      clusters: [cluster({ services: [web] })],
      tags: { [arn]: { 'kubernetes.io/cluster/blue': 'owned', 'kubernetes.io/service-name': 'shop/web' } },
    },
    'tag kubernetes.io/service-name=shop/web of cluster blue',
  ],
  ['DNS name in the status', 5, { clusters: [cluster({ services: [service('web', {}, named)] })] }, `names ${dns}`],
  ...['internal', 'internet-facing'].map(
    (scheme) =>
      [
        `name hash, ${scheme}`,
        6,
        { balancers: [balancer({ LoadBalancerName: `k8s-shop-web-${hash(scheme)}` })], clusters: [cluster({ services: [web] })] },
        'is that of Service shop/web',
      ] as const,
  ),
  [
    '"a" and the UID',
    6,
    {
      balancers: [balancer({ LoadBalancerName: 'a0f2c3d44e5f60718293a4b5c6d7e8f9' })],
      clusters: [cluster({ services: [service('web', {}, {}, { uid: '0f2c3d44-e5f6-0718-293a-4b5c6d7e8f90' })] })],
    },
    'the name is "a" and the UID of Service shop/web',
  ],
  [
    'address of a Gateway',
    7,
    { clusters: [cluster({ services: [service('web', {}, {}, ownedByGateway)], 'gateways.gateway.networking.k8s.io': [gateway] })] },
    `the status of Gateway shop/public names ${dns}`,
  ],
  [
    'NodePort on nodes of the cluster',
    8,
    { targets: [health('i-1a', 'healthy')], clusters: [cluster({ services: [web], nodes: [node('one', 'i-1a')] })] },
    'sends to NodePort 30080 of Service shop/web on nodes of blue',
  ],
  [
    'addresses of pods',
    9,
    {
      groups: [group('web', { TargetType: 'ip' })],
      targets: [health('10.0.0.7', 'healthy')],
      clusters: [cluster({ services: [web], 'endpointslices.discovery.k8s.io': [slice('web', endpoint('10.0.0.7', 'one'))] })],
    },
    'targets of web are back ends of Service shop/web',
  ],
];

describe('a load balancer is joined to its Service by', () => {
  test.each(rows)('%s', (_, number, world, text) => {
    const { origin, cluster: behind } = joined(world);
    expect(origin).toMatchObject({ namespace: 'shop', name: 'web', service: { known: true, value: { metadata: { name: 'web' } } } });
    expect(origin?.rungs).toMatchObject([{ number, text: expect.stringContaining(text) }]);
    expect(origin?.rungs[0]?.source).toMatch(/\w/);
    expect(behind?.name).toBe('blue');
  });

  test('the Gateway in the tags of its controller, whose bindings name the Service', () => {
    const { origin } = joined({
      clusters: [
        cluster({
          services: [web],
          'gateways.gateway.networking.k8s.io': [gateway],
          'targetgroupbindings.elbv2.k8s.aws': [binding({ targetGroupARN: groupArn })],
        }),
      ],
      tags: { [arn]: { 'elbv2.k8s.aws/cluster': 'blue', 'gateway.k8s.aws.nlb/stack': 'shop/public' } },
    });
    expect(origin).toMatchObject({ name: 'web', gateway: { known: true, value: { metadata: { name: 'public' } } } });
    expect(origin?.rungs.map(({ number }) => number)).toEqual([1, 3, 7]);
  });

  test('the Gateway in the tags of its controller, and a NodePort where no binding was read', () => {
    const { origin } = joined({
      targets: [health('i-1a', 'healthy')],
      clusters: [cluster({ services: [web], nodes: [node('one', 'i-1a')] })],
      tags: { [arn]: { 'elbv2.k8s.aws/cluster': 'blue', 'gateway.k8s.aws.nlb/stack': 'shop/public' } },
    });
    expect(origin).toMatchObject({ name: 'web', gateway: { known: false } });
    expect(origin?.rungs.map(({ number }) => number)).toEqual([3, 8]);
  });

  test('all rungs that hold, the strongest first', () => {
    const { origin } = joined({
      balancers: [balancer({ LoadBalancerName: `k8s-shop-web-${hash('internal')}` })],
      clusters: [
        cluster({ services: [service('web', {}, named)], 'targetgroupbindings.elbv2.k8s.aws': [binding({ targetGroupARN: groupArn })] }),
      ],
      tags: { [arn]: { 'elbv2.k8s.aws/cluster': 'blue', 'service.k8s.aws/stack': 'shop/web' } },
    });
    expect(origin?.rungs.map(({ number }) => number)).toEqual([1, 2, 5, 6]);
  });
});

describe('a load balancer is not joined', () => {
  const alone: readonly (readonly [string, World])[] = [
    [
      'by a hash that does not match',
      { balancers: [balancer({ LoadBalancerName: 'k8s-shop-web-0123456789' })], clusters: [cluster({ services: [web] })] },
    ],
    [
      'by a Service tag that names no cluster',
      { clusters: [cluster({ services: [web] })], tags: { [arn]: { 'service.k8s.aws/stack': 'shop/web' } } },
    ],
    [
      'by the stack of an Ingress group',
      { clusters: [cluster({ services: [web] })], tags: { [arn]: { 'elbv2.k8s.aws/cluster': 'blue', 'service.k8s.aws/stack': 'a/b/c' } } },
    ],
    [
      'by a NodePort in a cluster whose nodes are others',
      { targets: [health('i-2b', 'healthy')], clusters: [cluster({ services: [web], nodes: [node('one', 'i-1a')] })] },
    ],
    ['by a Service of another region', { clusters: [{ ...cluster({ services: [service('web', {}, named)] }), region: 'us-east-1' }] }],
  ];
  test.each(alone)('%s', (_, world) => {
    expect(joined(world).origin).toBeUndefined();
  });

  test('where it is not a network load balancer', () => {
    const others = ['application', 'gateway', 'classic'].map((Type) => balancer({ Type }));
    const untold = balancer({ Type: undefined, LoadBalancerArn: arn.replace('/net/', '/app/') });
    expect(joinTopology(snapshotOf({ balancers: [...others, untold] })).loadBalancers).toEqual([]);
    expect(joinTopology(snapshotOf({ balancers: [balancer({ Type: undefined })] })).loadBalancers).toHaveLength(1);
  });
});

describe('clusters', () => {
  const both = ['blue', 'amber'].map((name) =>
    cluster({ services: [web], 'targetgroupbindings.elbv2.k8s.aws': [binding({ targetGroupARN: groupArn })] }, name),
  );

  test('that claim one load balancer are all named; the one its tags name is taken', () => {
    const untagged = joined({ clusters: both });
    expect([untagged.cluster?.name, untagged.claimedBy]).toEqual(['amber', ['amber', 'blue']]);
    const tags = { [arn]: { 'elbv2.k8s.aws/cluster': 'blue', 'service.k8s.aws/stack': 'shop/web' } };
    const tagged = joined({ clusters: both, tags });
    expect([tagged.cluster?.name, tagged.claimedBy]).toEqual(['blue', ['amber', 'blue']]);
    expect(joined({ clusters: both.toReversed(), tags }).cluster?.name).toBe('blue');
  });

  test('a claim of one cluster is none to speak of', () => {
    expect(joined({ clusters: both.slice(0, 1) }).claimedBy).toEqual([]);
  });

  test('a stronger rung in one wins over a weaker one in another', () => {
    const weak = cluster({ services: [service('web', {}, named)] }, 'amber');
    const lb = joined({ clusters: [weak, ...both.slice(0, 1)] });
    expect([lb.cluster?.name, lb.claimedBy, lb.origin?.rungs.length]).toEqual(['blue', ['amber', 'blue'], 1]);
  });

  test('of which nothing was read are known by name only', () => {
    const lb = joined({ tags: { [arn]: { 'elbv2.k8s.aws/cluster': 'dark', 'service.k8s.aws/stack': 'shop/web' } } });
    expect(lb.cluster).toMatchObject({ name: 'dark', reachable: undefined, nodes: { known: false } });
    expect(lb.origin).toMatchObject({ name: 'web', service: { known: false }, servedByEnvoy: { known: false }, ingress: { known: false } });
  });

  test.each(['kubernetes.io/cluster/blue', 'eks:cluster-name', 'aws:eks:cluster-name'])('are told by the instance tag %s', (Key) => {
    const instances = { state: 'complete' as const, items: [{ InstanceId: 'i-1a', Tags: [{ Key, Value: 'blue' }] }] };
    expect(joined({ targets: [health('i-1a', 'healthy')], region: { instances } }).cluster?.name).toBe('blue');
  });
});

test('owners that own each other lead nowhere and come to an end', () => {
  const one = service('web', {}, named, { ownerReferences: [{ kind: 'Gateway', name: 'public', uid: 'uid-public' }] });
  const round = object('Gateway', 'public', {}, { ownerReferences: [{ kind: 'Service', name: 'web', uid: 'uid-web' }] });
  const { origin } = joined({ clusters: [cluster({ services: [one], 'gateways.gateway.networking.k8s.io': [round] })] });
  expect(origin?.gateway).toMatchObject({ known: true, value: { metadata: { name: 'public' } } });
});
