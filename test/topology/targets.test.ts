import { describe, expect, test } from '@jest/globals';
import type { TargetHealthDescription } from '../../lambda/snapshot/aws.ts';
import { binding, cluster, endpoint, group, health, joined, node, service, slice, takenAt, type World } from './build.ts';

const bound = binding({ targetGroupARN: group('web').TargetGroupArn });
const nodes = [node('one', 'i-1a'), node('two', 'i-2b')];
const first = (world: World) => {
  const [one] = joined(world).targetGroups;
  if (one === undefined) throw new Error('no target group');
  return one;
};
const behind = (targets: readonly TargetHealthDescription[], objects = {}, region = {}) =>
  first({
    targets,
    region,
    clusters: [cluster({ services: [service('web')], 'targetgroupbindings.elbv2.k8s.aws': [bound], nodes, ...objects })],
  });

describe('a target in state', () => {
  const rows: readonly (readonly [string | undefined, string | undefined, string])[] = [
    ['healthy', undefined, 'healthy'],
    ['unhealthy', 'Target.FailedHealthChecks', 'failing'],
    ['unhealthy', 'Elb.InternalError', 'failing'],
    ['unhealthy.draining', 'Target.FailedHealthChecks', 'failing'],
    ['unused', 'Target.NotInUse', 'failing'],
    ['unused', 'Target.InvalidState', 'failing'],
    ['unused', 'Target.IpUnusable', 'failing'],
    ['unused', 'Target.NotRegistered', 'resting'],
    ['unhealthy', 'Target.NotRegistered', 'failing'],
    ['initial', 'Elb.RegistrationInProgress', 'waiting'],
    ['draining', 'Target.DeregistrationInProgress', 'resting'],
    ['unavailable', 'Target.HealthCheckDisabled', 'unknown'],
    ['transcendent', undefined, 'unknown'],
    ['constructor', undefined, 'unknown'],
    [undefined, undefined, 'unknown'],
  ];
  test.each(rows)('%s (%s) is %s', (state, reason, verdict) => {
    expect(behind([health('i-1a', state, reason)]).targets[0]).toMatchObject({ id: 'i-1a', reason, verdict, node: { name: 'one' } });
  });

  test('healthy stays so while its zone is shifted away', () => {
    const shifted = { ...health('i-1a', 'healthy'), AdministrativeOverride: { State: 'zonal_shift_active' } };
    expect(behind([shifted]).targets[0]?.verdict).toBe('healthy');
  });

  test('that is no node of the cluster keeps what AWS says of it', () => {
    expect(behind([health('i-9f', 'unhealthy'), health('i-1a', 'healthy'), health('i-2b', 'healthy')]).targets).toMatchObject([
      { id: 'i-1a', verdict: 'healthy' },
      { id: 'i-2b', verdict: 'healthy' },
      { id: 'i-9f', verdict: 'failing', node: undefined, instance: { known: true, value: undefined } },
    ]);
  });

  test('health that was not read is no health', () => {
    const gap = { what: 'elasticloadbalancing:DescribeTargetHealth', error: 'throttled' };
    const one = behind([], {}, { targetHealth: new Map([['web', { state: 'incomplete', items: [], gap }]]) });
    expect([one.healthRead, one.targets]).toEqual([false, []]);
  });

  test.each([
    ['traffic-port', 30080],
    ['32001', 32001],
    ['none', undefined],
  ])('the port that is checked, said as %s, is %s', (said, port) => {
    expect(behind([health('i-1a', 'healthy', undefined, said)]).targets[0]?.healthCheckPort).toBe(port);
  });

  test('an instance that could not be looked up is not known to be gone', () => {
    const gap = { what: 'ec2:DescribeInstances', error: 'AccessDenied' };
    const { targets } = behind([health('i-1a', 'healthy')], {}, { instances: { state: 'incomplete', items: [], gap } });
    expect(targets[0]?.instance).toMatchObject({ known: false, missing: { what: 'ec2:DescribeInstances' } });
  });
});

describe('of instances', () => {
  const registered = [health('i-1a', 'healthy')];
  const withSecond = (second: object) => behind(registered, { nodes: [nodes[0], second] });
  const excluded: readonly (readonly [string, object])[] = [
    [
      'node.kubernetes.io/exclude-from-external-load-balancers',
      node('two', 'i-2b', {}, { 'node.kubernetes.io/exclude-from-external-load-balancers': 'true' }),
    ],
    [
      'alpha.service-controller.kubernetes.io/exclude-balancer',
      node('two', 'i-2b', {}, { 'alpha.service-controller.kubernetes.io/exclude-balancer': '' }),
    ],
    ['node-role.kubernetes.io/master', node('two', 'i-2b', {}, { 'node-role.kubernetes.io/master': '' })],
    ['Fargate', node('two', 'i-2b', {}, { 'eks.amazonaws.com/compute-type': 'fargate' })],
    [
      'the taint of the autoscaler',
      node('two', 'i-2b', { spec: { providerID: 'aws:///a/i-2b', taints: [{ key: 'ToBeDeletedByClusterAutoscaler' }] } }),
    ],
    [
      'the taint of Karpenter',
      node('two', 'i-2b', { spec: { providerID: 'aws:///a/i-2b', taints: [{ key: 'karpenter.sh/disrupted', effect: 'NoSchedule' }] } }),
    ],
    ['not being Ready', node('two', 'i-2b', { status: { conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: takenAt }] } })],
  ];

  test('every Ready node is expected, and missing where it is not registered', () => {
    const { expected, targets } = behind(registered);
    expect(expected).toEqual({ known: true, value: 2 });
    expect(targets[1]).toMatchObject({ id: 'i-2b', port: 30080, state: 'missing', verdict: 'failing', node: { name: 'two' } });
  });

  test.each(excluded)('none is expected that is excluded by %s', (_, second) => {
    const { expected, targets } = withSecond(second);
    expect([expected, targets.length]).toEqual([{ known: true, value: 1 }, 1]);
  });

  test('the node selector of the binding is followed', () => {
    const chosen = { ...bound, spec: { ...bound.spec, nodeSelector: { matchLabels: { role: 'edge' } } } };
    const { expected } = behind(registered, {
      'targetgroupbindings.elbv2.k8s.aws': [chosen],
      nodes: [node('one', 'i-1a', {}, { role: 'edge' }), nodes[1]],
    });
    expect(expected).toEqual({ known: true, value: 1 });
  });

  test('one that became Ready less than five minutes ago is expected, and not missing yet', () => {
    const { expected, targets } = withSecond(node('two', 'i-2b', {}, {}, '2026-06-01T08:56:00Z'));
    expect([expected, targets.length]).toEqual([{ known: true, value: 2 }, 1]);
  });

  const untold: readonly (readonly [string, object])[] = [
    ['a node does not say whether it is Ready', { nodes: [nodes[0], node('two', 'i-2b', { status: {} })] }],
    [
      'a node does not say since when',
      { nodes: [nodes[0], node('two', 'i-2b', { status: { conditions: [{ type: 'Ready', status: 'True' }] } })] },
    ],
    ['a node does not say which instance it is', { nodes: [nodes[0], node('two', 'i-2b', { spec: {} })] }],
    ['nodes were not read', { nodes: undefined }],
    ['the Service does not show its NodePort', { services: [service('web', { ports: [{ port: 80 }] })] }],
    ['the Service was not read', { services: undefined }],
    [
      'there is no binding',
      {
        'targetgroupbindings.elbv2.k8s.aws': [],
        services: [service('web', {}, { loadBalancer: { ingress: [{ hostname: 'edge-1.elb.eu-west-1.amazonaws.com' }] } })],
      },
    ],
  ];
  test.each(untold)('nobody can be told where %s', (_, objects) => {
    const kept = Object.fromEntries(
      Object.entries({ services: [service('web')], 'targetgroupbindings.elbv2.k8s.aws': [bound], nodes, ...objects }).filter(
        ([, list]) => list !== undefined,
      ),
    );
    const { expected } = first({ targets: registered, clusters: [cluster(kept)] });
    expect(expected).toMatchObject({
      known: false,
      missing: { what: expect.stringMatching(/\w/), grant: { commands: [{ args: expect.stringMatching(/^(-n \S+ )?get \w/) }] } },
    });
  });

  test('nobody is expected where the Service allocates no NodePort', () => {
    const objects = { services: [service('web', { allocateLoadBalancerNodePorts: false, ports: [{ port: 80 }] })] };
    expect(behind([], objects)).toMatchObject({ expected: { known: true, value: 0 }, targets: [{ state: 'empty', verdict: 'failing' }] });
  });
});

describe('of addresses', () => {
  const ip = group('web', { TargetType: 'ip' });
  const world = (...endpoints: readonly object[]): World => ({
    groups: [ip],
    targets: [health('10.0.0.7', 'healthy')],
    clusters: [
      cluster({
        services: [service('web')],
        nodes,
        'targetgroupbindings.elbv2.k8s.aws': [bound],
        'endpointslices.discovery.k8s.io': [slice('web', ...endpoints)],
      }),
    ],
  });

  test('the pods that are ready are expected, and the registered one knows its node', () => {
    const { expected, targets } = first(
      world(endpoint('10.0.0.7', 'one'), endpoint('10.0.0.8', 'two'), endpoint('10.0.0.9', 'two', false)),
    );
    expect(expected).toEqual({ known: true, value: 2 });
    expect(targets).toMatchObject([
      { id: '10.0.0.7', verdict: 'healthy', node: { name: 'one' } },
      { id: '10.0.0.8', port: 8080, state: 'missing', node: { name: 'two' } },
    ]);
  });

  test('what is not a pod is never registered', () => {
    expect(first(world({ addresses: ['192.192.192.192'], conditions: { ready: true } })).expected).toEqual({ known: true, value: 0 });
  });
});

describe('a group without targets', () => {
  test('is a fault where a Service stands behind it, and unclear where nobody is known to', () => {
    const objects = { nodes: [], services: [service('web')] };
    expect(behind([], objects).targets).toMatchObject([{ id: '', state: 'empty', verdict: 'failing' }]);
    expect(first({}).targets).toMatchObject([{ id: '', state: 'empty', verdict: 'unknown' }]);
  });
});
