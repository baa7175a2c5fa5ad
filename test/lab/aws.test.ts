/** What the SDK reads from the lab is what the snapshot holds, for every operation and every region. */

import * as ec2 from '@aws-sdk/client-ec2';
import { DescribeClusterCommand, ListClustersCommand } from '@aws-sdk/client-eks';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { PublishCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Lab, startLab } from '../../lab/lab.ts';
import { throttled } from '../../lab/mishaps.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import type { Reading } from '../../lambda/snapshot/snapshot.ts';
import { clientsOf, clusterOf, errorOf, normal } from './clients.ts';

const worlds = ['seed-incident', 'two-clusters-two-regions'].map((name) => ({ name, snapshot: readSnapshot(`scenarios/${name}`) }));
const regions = worlds.flatMap(({ name, snapshot }) =>
  snapshot.regions.map((region) => ({ title: `${name} ${region.region}`, name, snapshot, region })),
);

const labs = new Map<string, Lab>();
beforeAll(async () => {
  for (const { name, snapshot } of worlds) labs.set(name, await startLab({ snapshot }));
});
afterAll(async () => {
  await Promise.all([...labs.values()].map((lab) => lab.stop()));
});
const lab = (name: string): Lab => labs.get(name) ?? (labs.values().next().value as Lab);
const itemsOf = (reading: Reading<unknown> | undefined) => normal(reading?.items);

describe.each(regions)('$title', ({ name, snapshot, region }) => {
  const clients = () => clientsOf(lab(name), region.region);

  test('load balancers and target groups', async () => {
    const { LoadBalancers } = await clients().elb.send(new elb.DescribeLoadBalancersCommand({}));
    const { TargetGroups } = await clients().elb.send(new elb.DescribeTargetGroupsCommand({}));
    expect(normal(LoadBalancers)).toEqual(normal(region.loadBalancers));
    expect(normal(TargetGroups)).toEqual(normal(region.targetGroups));
    expect(region.loadBalancers.length).toBeGreaterThan(0);
  });

  test('health, attributes and tags of target groups', async () => {
    for (const { TargetGroupArn, TargetGroupName } of region.targetGroups) {
      const { TargetHealthDescriptions } = await clients().elb.send(new elb.DescribeTargetHealthCommand({ TargetGroupArn }));
      expect(normal(TargetHealthDescriptions)).toEqual(itemsOf(region.targetHealth.get(TargetGroupName)));
      const { TagDescriptions } = await clients().elb.send(new elb.DescribeTagsCommand({ ResourceArns: [TargetGroupArn] }));
      expect(TagDescriptions?.[0]).toEqual(
        region.tags.items.find(({ ResourceArn }) => ResourceArn === TargetGroupArn) ?? { ResourceArn: TargetGroupArn, Tags: [] },
      );
      const seen = region.targetGroupAttributes.get(TargetGroupName);
      if (seen?.state !== 'complete') continue;
      const { Attributes } = await clients().elb.send(new elb.DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
      expect(normal(Attributes)).toEqual(itemsOf(seen));
    }
  });

  test('listeners and attributes of load balancers', async () => {
    for (const { LoadBalancerArn, LoadBalancerName } of region.loadBalancers) {
      if (region.listeners.get(LoadBalancerName)?.state !== 'complete') continue;
      const { Listeners } = await clients().elb.send(new elb.DescribeListenersCommand({ LoadBalancerArn }));
      expect(normal(Listeners)).toEqual(itemsOf(region.listeners.get(LoadBalancerName)));
      const { Attributes } = await clients().elb.send(new elb.DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
      expect(normal(Attributes)).toEqual(itemsOf(region.loadBalancerAttributes.get(LoadBalancerName)));
    }
  });

  test('EC2', async () => {
    const { ec2: client } = clients();
    const { Reservations } = await client.send(new ec2.DescribeInstancesCommand({}));
    expect(normal(Reservations?.flatMap(({ Instances }) => Instances ?? []))).toEqual(itemsOf(region.instances));
    const { NetworkInterfaces } = await client.send(new ec2.DescribeNetworkInterfacesCommand({}));
    expect(normal(NetworkInterfaces)).toEqual(itemsOf(region.networkInterfaces));
    const { SecurityGroups } = await client.send(new ec2.DescribeSecurityGroupsCommand({}));
    expect(normal(SecurityGroups)).toEqual(itemsOf(region.securityGroups));
    const { SecurityGroupRules } = await client.send(new ec2.DescribeSecurityGroupRulesCommand({}));
    expect(normal(SecurityGroupRules)).toEqual(itemsOf(region.securityGroupRules));
    const { NetworkAcls } = await client.send(new ec2.DescribeNetworkAclsCommand({}));
    expect(normal(NetworkAcls)).toEqual(itemsOf(region.networkAcls));
    const { Subnets } = await client.send(new ec2.DescribeSubnetsCommand({}));
    expect(normal(Subnets)).toEqual(itemsOf(region.subnets));
    const { RouteTables } = await client.send(new ec2.DescribeRouteTablesCommand({}));
    expect(normal(RouteTables)).toEqual(itemsOf(region.routeTables));
    const { Vpcs } = await client.send(new ec2.DescribeVpcsCommand({}));
    expect(normal(Vpcs)).toEqual(itemsOf(region.vpcs));
  });

  test('clusters, with the address and authority of their stand-in', async () => {
    const { eks } = clients();
    const { clusters } = await eks.send(new ListClustersCommand({}));
    const here = snapshot.clusters.filter((cluster) => cluster.region === region.region);
    expect(clusters).toEqual(here.map((cluster) => cluster.name));
    for (const { name: cluster, eks: seen } of here) {
      const answer = await eks.send(new DescribeClusterCommand({ name: cluster }));
      const { endpoint, certificate } = clusterOf(lab(name), cluster);
      const certificateAuthority = { data: Buffer.from(certificate).toString('base64') };
      expect(normal(answer.cluster)).toEqual(normal({ ...seen, endpoint, certificateAuthority }));
    }
  });
});

test('the account, the regions, and what is published', async () => {
  const { sts, ec2: client, sns } = clientsOf(lab('two-clusters-two-regions'), 'us-east-2');
  expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe('999900001111');
  const { Regions } = await client.send(new ec2.DescribeRegionsCommand({}));
  expect(Regions?.map(({ RegionName }) => RegionName).sort()).toEqual(['eu-central-1', 'us-east-2']);
  const TopicArn = 'arn:aws:sns:us-east-2:999900001111:alerts';
  const MessageAttributes = { severity: { DataType: 'String', StringValue: 'critical' } };
  const { MessageId } = await sns.send(new PublishCommand({ TopicArn, Message: 'a <b> & "c"\nd', Subject: 'down', MessageAttributes }));
  expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
  expect(lab('two-clusters-two-regions').publications).toEqual([
    {
      topicArn: TopicArn,
      message: 'a <b> & "c"\nd',
      subject: 'down',
      attributes: MessageAttributes,
      region: 'us-east-2',
      at: expect.any(Number),
    },
  ]);
});

test('what is refused is not published', async () => {
  const here = await startLab({ snapshot: worlds[0]?.snapshot ?? '', faults: [{ on: { service: 'sns' }, nth: 1, effect: throttled }] });
  const publish = () =>
    clientsOf(here).sns.send(new PublishCommand({ TopicArn: 'arn:aws:sns:eu-west-2:111122223333:alerts', Message: 'm' }));
  expect((await errorOf(publish())).name).toBe('Throttling');
  expect(here.publications).toEqual([]);
  await publish();
  await here.stop();
  expect(here.publications.map(({ message }) => message)).toEqual(['m']);
});

test('calls are recorded with service, action, region and input', async () => {
  const here = await startLab({ snapshot: worlds[0]?.snapshot ?? '' });
  const { elb: client } = clientsOf(here);
  await Promise.all([1, 2, 3].map((PageSize) => client.send(new elb.DescribeTargetGroupsCommand({ PageSize }))));
  await here.stop();
  expect(here.calls.map((call) => call.kind === 'aws' && call.input.PageSize).sort()).toEqual([1, 2, 3]);
  expect(here.calls[0]).toMatchObject({
    kind: 'aws',
    service: 'elasticloadbalancing',
    action: 'DescribeTargetGroups',
    region: 'eu-west-2',
    status: 200,
  });
});
