/** How many calls, and how long the longest chain of them: counted by the lab's recorder. */

import { afterEach, describe, expect, test } from '@jest/globals';
import { depth } from '../../lab/calls.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { collect } from '../../lambda/collect/collect.ts';
import type { LoadBalancer, TargetGroup, TargetHealthDescription } from '../../lambda/snapshot/aws.ts';
import type { ClusterSnapshot, Reading, RegionSnapshot, Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { patienceMs, patient } from '../patience.ts';
import { arnOf } from './fleetServer.ts';
import { clients, request } from './live.ts';

const region = 'eu-west-2';
const complete = <T>(items: readonly T[] = []): Reading<T> => ({ state: 'complete', items });
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const clusterOf = (index: number) => (index % 2 === 0 ? 'one' : 'two');

const balancer = (index: number): LoadBalancer => ({
  LoadBalancerArn: arnOf('lb', `lb-${index}`),
  LoadBalancerName: `lb-${index}`,
  DNSName: `lb-${index}.elb.${region}.amazonaws.com`,
  Scheme: 'internal',
  Type: 'network',
  VpcId: `vpc-${clusterOf(index)}`,
  State: { Code: 'active' },
});
const group = (index: number): TargetGroup => ({
  TargetGroupArn: arnOf('tg', `tg-${index}`),
  TargetGroupName: `tg-${index}`,
  Protocol: 'TCP',
  Port: 30080,
  TargetType: 'instance',
  VpcId: `vpc-${clusterOf(Math.floor(index / 2))}`,
  LoadBalancerArns: [arnOf('lb', `lb-${Math.floor(index / 2)}`)],
});
const health = (state: string): Reading<TargetHealthDescription> =>
  complete([{ Target: { Id: 'i-00000000000000000', Port: 30080 }, HealthCheckPort: '30080', TargetHealth: { State: state } }]);

function fleet(broken: number): Snapshot {
  const tags = numbers(50).map((index) => ({
    ResourceArn: arnOf('lb', `lb-${index}`),
    Tags: [
      { Key: 'elbv2.k8s.aws/cluster', Value: clusterOf(index) },
      { Key: 'service.k8s.aws/stack', Value: 'apps/web' },
    ],
  }));
  const groupTags = numbers(100).map((index) => ({ ResourceArn: arnOf('tg', `tg-${index}`), Tags: [] }));
  const none = complete<never>();
  const part: RegionSnapshot = {
    region,
    loadBalancers: numbers(50).map(balancer),
    targetGroups: numbers(100).map(group),
    targetHealth: new Map(numbers(100).map((index) => [`tg-${index}`, health(index < broken * 2 ? 'unhealthy' : 'healthy')])),
    tags: complete([...tags, ...groupTags]),
    listeners: new Map(numbers(50).map((index) => [`lb-${index}`, none])),
    loadBalancerAttributes: new Map(),
    targetGroupAttributes: new Map(),
    instances: complete([{ InstanceId: 'i-00000000000000000', VpcId: 'vpc-one', SecurityGroups: [{ GroupId: 'sg-1' }] }]),
    networkInterfaces: none,
    securityGroups: complete([{ GroupId: 'sg-1', VpcId: 'vpc-one' }]),
    securityGroupRules: none,
    managedPrefixLists: none,
    networkAcls: none,
    subnets: none,
    routeTables: none,
    vpcs: none,
    dhcpOptions: none,
  };
  return {
    format: 1,
    takenAt: '2026-01-01T00:00:00Z',
    account: '123456789012',
    regions: [part],
    clusters: ['one', 'two'].map(cluster),
    unreadable: [],
  };
}

function cluster(name: string): ClusterSnapshot {
  const meta = (namespace: string, object: string) => ({ name: object, namespace });
  const web = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta('apps', 'web'),
    spec: { type: 'LoadBalancer', selector: { app: 'web' } },
  };
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('kube-system', 'cilium-config'), data: {} };
  const readings = {
    services: complete([web]),
    nodes: complete(),
    pods: complete(),
    events: complete(),
    configmaps: complete([config]),
    'daemonsets.apps': complete(),
  };
  return {
    name,
    region,
    eks: { name, status: 'ACTIVE', resourcesVpcConfig: { vpcId: `vpc-${name}` } },
    readings: new Map(Object.entries(readings)) as unknown as ClusterSnapshot['readings'],
    partial: new Set(),
    unreadable: [],
    logs: [],
  };
}

let lab: Lab | undefined;
afterEach(async () => {
  await lab?.stop();
});

/** Longer than it takes to send all calls of one wave, which must overlap, and shorter than the collector waits for one answer. */
const waveMs = () => Math.min(patient(400), 2_000);

async function run(broken: number, latency: number) {
  lab = await startLab({ snapshot: fleet(broken), latency });
  Object.assign(process.env, lab.environment);
  const reads = [
    'services',
    'nodes',
    'pods',
    'events',
    'configmaps',
    'daemonsets.apps',
    'ec2:DescribeInstances',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSecurityGroupRules',
    'ec2:DescribeNetworkAcls',
    'elasticloadbalancing:DescribeListeners',
  ] as const;
  const snapshot = await collect(request({ reads, deadlineMs: patienceMs, clusterMs: patienceMs }), clients());
  return { snapshot, calls: lab.calls };
}

describe('50 load balancers with 100 groups in two clusters', () => {
  test('all healthy: two calls deep, at most 108 calls', async () => {
    const { snapshot, calls } = await run(0, waveMs());
    expect(snapshot.unreadable).toEqual([]);
    expect([...(snapshot.regions[0]?.targetHealth.values() ?? [])].filter(({ state }) => state === 'complete').length).toBe(100);
    expect(snapshot.account).toBe('123456789012');
    expect(snapshot.clusters.map(({ name, readings }) => [name, readings.size])).toEqual([
      ['one', 0],
      ['two', 0],
    ]);
    expect(calls.length).toBeLessThanOrEqual(108);
    expect(depth(calls)).toBe(2);
  });

  test('five of them broken: four calls deep, and no call for the others', async () => {
    const { snapshot, calls } = await run(5, waveMs());
    expect(snapshot.unreadable).toEqual([]);
    expect(snapshot.clusters.map(({ readings }) => readings.get('services')?.state)).toEqual(['complete', 'complete']);
    expect(snapshot.regions[0]?.securityGroups.items.map(({ GroupId }) => GroupId)).toEqual(['sg-1']);
    expect(depth(calls)).toBeLessThanOrEqual(4);
    expect(calls.filter((call) => call.kind === 'aws' && call.action === 'DescribeListeners').length).toBe(5);
    expect(calls.length).toBeLessThanOrEqual(108 + 5 + 4 + 2 * 16);
  });
});
