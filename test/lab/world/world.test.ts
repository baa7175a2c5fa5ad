/** The made world is native (it passes the shapes and comes back from disk), consistent, and healthy whatever is chosen. */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { healthyWorld, worldPlan } from '../../../lab/world/world.ts';
import { diagnose } from '../../../lambda/diagnose/diagnose.ts';
import { loadBalancer, targetGroup } from '../../../lambda/snapshot/aws.ts';
import { namedFiles, regionFiles } from '../../../lambda/snapshot/awsFiles.ts';
import { type Resource, resources } from '../../../lambda/snapshot/kubernetes.ts';
import { readSnapshot } from '../../../lambda/snapshot/read.ts';
import { reading, type Snapshot } from '../../../lambda/snapshot/snapshot.ts';
import { writeSnapshot } from '../../../lambda/snapshot/write.ts';
import { joinTopology } from '../../../lambda/topology/join.ts';

const fronts = ['gateway', 'ingress', 'plain'] as const;
const controllers = ['aws-load-balancer-controller', 'eks-auto-mode', 'cloud-provider-aws', 'none'] as const;
const policies = ['Cluster', 'Local'] as const;
const versions = ['1.14.5', '1.15.3', '1.16.4', '1.17.5', '1.18.6', '1.19.2', '1.20.1'];
const choices = [
  ...fronts.flatMap((front) =>
    controllers.flatMap((controller) => policies.map((externalTrafficPolicy) => ({ front, controller, externalTrafficPolicy }))),
  ),
  ...versions.flatMap((ciliumVersion) => fronts.map((front) => ({ front, ciliumVersion }))),
  { front: 'plain', targetType: 'ip' } as const,
  { scheme: 'internal' } as const,
  { nodes: 7, zones: ['us-east-2a', 'us-east-2b'], region: 'us-east-2' },
];

const regionOf = (world: Snapshot) => {
  const [region] = world.regions;
  if (region === undefined) throw new Error('the world has no region');
  return region;
};

describe.each(choices)('a world with %j', (options) => {
  const world = healthyWorld(options);

  test('passes the shapes', () => {
    const region = regionOf(world);
    z.array(loadBalancer).parse(region.loadBalancers);
    z.array(targetGroup).parse(region.targetGroups);
    for (const key of Object.keys(regionFiles) as (keyof typeof regionFiles)[]) z.array(regionFiles[key].shape).parse(region[key].items);
    for (const key of Object.keys(namedFiles) as (keyof typeof namedFiles)[]) {
      for (const answer of region[key].values()) z.array(namedFiles[key].shape).parse(answer.items);
    }
    for (const cluster of world.clusters) {
      for (const [resource, { items }] of cluster.readings) z.array(resources[resource as Resource].shape).parse(items);
    }
  });

  test('is healthy, and nothing is its cause', () => {
    const { loadBalancers } = diagnose(joinTopology(world));
    expect(loadBalancers.map(({ status }) => status)).toEqual(['healthy']);
    expect(loadBalancers.flatMap(({ findings }) => findings.filter(({ kind }) => kind === 'cause'))).toEqual([]);
  });

  test('every id that is named exists', () => {
    const region = regionOf(world);
    const subnets = new Set(region.subnets.items.map(({ SubnetId }) => SubnetId));
    const groups = new Set(region.securityGroups.items.map(({ GroupId }) => GroupId));
    const used = region.networkInterfaces.items;
    expect(used.filter(({ SubnetId }) => !subnets.has(SubnetId ?? ''))).toEqual([]);
    expect(used.flatMap(({ Groups }) => Groups ?? []).filter(({ GroupId }) => !groups.has(GroupId ?? ''))).toEqual([]);
    expect(region.securityGroupRules.items.filter(({ GroupId }) => !groups.has(GroupId))).toEqual([]);
    expect(new Set(used.map(({ PrivateIpAddress }) => PrivateIpAddress)).size).toBe(used.length);
  });
});

describe('the default world', () => {
  const world = healthyWorld();

  test('is the same every time', () => {
    expect(healthyWorld()).toEqual(world);
  });

  test('comes back from disk as it was', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-world-'));
    try {
      writeSnapshot(world, folder);
      const back = readSnapshot(folder);
      expect(back.regions).toEqual(world.regions);
      expect(back.clusters[0]?.readings.size).toBe(world.clusters[0]?.readings.size);
      for (const [resource, made] of world.clusters[0]?.readings ?? []) expect(back.clusters[0]?.readings.get(resource)).toEqual(made);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.each(['internal', 'internet-facing'] as const)('the load balancer has the name its controller gives it (%s)', (scheme) => {
    const made = healthyWorld({ scheme, cluster: 'retail' });
    const [service] = made.clusters
      .flatMap((cluster) => reading(cluster, 'services').items)
      .filter(({ spec }) => spec?.type === 'LoadBalancer');
    const hash = createHash('sha256').update(`retail${service?.metadata.uid}${scheme}`).digest('hex').slice(0, 10);
    expect(regionOf(made).loadBalancers[0]?.LoadBalancerName).toBe(`k8s-gateway-ciliumga-${hash}`);
  });

  test('agents read the configuration after it was written', () => {
    const cluster = world.clusters[0];
    if (cluster === undefined) throw new Error('the world has no cluster');
    const written = reading(cluster, 'configmaps').items.find(({ metadata }) => metadata.name === 'cilium-config')?.metadata
      .managedFields?.[0]?.time;
    const started = reading(cluster, 'pods').items.filter(({ metadata }) => metadata.labels?.['k8s-app'] === 'cilium');
    expect(started).toHaveLength(3);
    for (const { status } of started) expect(Date.parse(status?.startTime ?? '')).toBeGreaterThan(Date.parse(written ?? ''));
  });

  test('the controller opens exactly the range of the NodePorts, from its shared group', () => {
    const plan = worldPlan({
      ports: [
        { port: 80, nodePort: 31_500 },
        { port: 443, nodePort: 30_100 },
      ],
    });
    const made = healthyWorld({
      ports: [
        { port: 80, nodePort: 31_500 },
        { port: 443, nodePort: 30_100 },
      ],
    });
    const rules = regionOf(made).securityGroupRules.items.filter(({ Description }) => Description?.startsWith('elbv2.k8s.aws/'));
    expect(rules).toMatchObject([
      { GroupId: plan.nodeGroup, FromPort: 30_100, ToPort: 31_500, ReferencedGroupInfo: { GroupId: plan.backendGroup } },
    ]);
  });
});

describe('versions', () => {
  test.each([
    ['1.18.6', 1, 'endpointslicemirroring-controller.k8s.io'],
    ['1.19.2', 0, undefined],
  ])('%s: the placeholder stands in %i Endpoints', (ciliumVersion, count, managedBy) => {
    const [cluster] = healthyWorld({ ciliumVersion }).clusters;
    if (cluster === undefined) throw new Error('the world has no cluster');
    expect(reading(cluster, 'endpoints').items).toHaveLength(count);
    const slice = reading(cluster, 'endpointslices.discovery.k8s.io').items.find(
      ({ endpoints }) => endpoints?.[0]?.addresses?.[0] === '192.192.192.192',
    );
    expect(slice?.metadata.labels?.['endpointslice.kubernetes.io/managed-by']).toBe(managedBy);
    expect(slice?.metadata.labels?.['kubernetes.io/service-name']).toBe('cilium-gateway-public');
  });
});
