/** Pages, limits and errors, as AWS has them. */

import * as ec2 from '@aws-sdk/client-ec2';
import { DescribeClusterCommand, ListClustersCommand } from '@aws-sdk/client-eks';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { PublishCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Lab, startLab } from '../../lab/lab.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import type { Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { clientsOf, errorOf } from './clients.ts';

const seed = readSnapshot('scenarios/seed-incident');
const [region] = seed.regions;
if (region === undefined) throw new Error('the scenario has no region');
const [balancer] = region.loadBalancers;
const [group] = region.targetGroups;
if (balancer === undefined || group === undefined) throw new Error('the scenario has no load balancer');

const many = Array.from({ length: 45 }, (_, index) => ({
  ...balancer,
  LoadBalancerName: `lb-${index}`,
  LoadBalancerArn: balancer.LoadBalancerArn.replace(balancer.LoadBalancerName, `lb-${index}`),
}));
const prefixList = { PrefixListId: 'pl-1', PrefixListName: 'office', Entries: [{ Cidr: '192.0.2.0/24' }, { Cidr: '198.51.100.0/24' }] };
const snapshot: Snapshot = {
  ...seed,
  regions: [
    {
      ...region,
      loadBalancers: many,
      managedPrefixLists: { state: 'complete', items: [prefixList] },
      dhcpOptions: {
        state: 'complete',
        items: [{ DhcpOptionsId: 'dopt-1', DhcpConfigurations: [{ Key: 'domain-name', Values: [{ Value: 'x' }] }] }],
      },
      subnets: {
        state: 'incomplete',
        items: region.subnets.items,
        gap: { what: 'ec2:DescribeSubnets', code: 'RequestLimitExceeded', error: 'slow down' },
      },
      vpcs: { state: 'incomplete', items: [], gap: { what: 'ec2:DescribeVpcs', error: 'not asked for' } },
    },
  ],
};

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ snapshot });
});
afterAll(() => lab.stop());
const clients = () => clientsOf(lab);

describe('pages', () => {
  test('of load balancers, by marker', async () => {
    const names: (string | undefined)[] = [];
    for await (const page of elb.paginateDescribeLoadBalancers({ client: clients().elb }, { PageSize: 20 })) {
      names.push(...(page.LoadBalancers ?? []).map(({ LoadBalancerName }) => LoadBalancerName));
    }
    expect(names).toEqual(many.map(({ LoadBalancerName }) => LoadBalancerName));
    expect(lab.calls.filter((call) => call.kind === 'aws' && call.action === 'DescribeLoadBalancers')).toHaveLength(3);
  });

  test('of instances, by token, and never with ids', async () => {
    const first = await clients().ec2.send(new ec2.DescribeInstancesCommand({ MaxResults: 5 }));
    expect(first.Reservations).toHaveLength(5);
    const both = new ec2.DescribeInstancesCommand({ MaxResults: 5, InstanceIds: ['i-0fc333451672a7ff8'] });
    expect((await errorOf(clients().ec2.send(both))).name).toBe('InvalidParameterCombination');
  });

  test('of clusters and of the entries of a prefix list', async () => {
    expect((await clients().eks.send(new ListClustersCommand({ maxResults: 1 }))).nextToken).toBeUndefined();
    const entries = new ec2.GetManagedPrefixListEntriesCommand({ PrefixListId: 'pl-1', MaxResults: 1 });
    const { Entries, NextToken } = await clients().ec2.send(entries);
    expect(Entries).toEqual([{ Cidr: '192.0.2.0/24' }]);
    const rest = new ec2.GetManagedPrefixListEntriesCommand({ PrefixListId: 'pl-1', NextToken: NextToken ?? '' });
    expect((await clients().ec2.send(rest)).Entries).toEqual([{ Cidr: '198.51.100.0/24' }]);
  });

  test('a list that the snapshot has in part ends in its refusal', async () => {
    const { Subnets, NextToken } = await clients().ec2.send(new ec2.DescribeSubnetsCommand({}));
    expect(Subnets).toHaveLength(region.subnets.items.length);
    const next = await errorOf(clients().ec2.send(new ec2.DescribeSubnetsCommand({ NextToken: NextToken ?? '' })));
    expect([next.name, next.message]).toEqual(['RequestLimitExceeded', 'slow down']);
  });
});

const arns = (count: number) => many.slice(0, count).map(({ LoadBalancerArn }) => LoadBalancerArn);
const missing = { lb: `${balancer.LoadBalancerArn}0`, group: `${group.TargetGroupArn}0` };

describe('errors of Elastic Load Balancing', () => {
  test.each([
    ['DescribeTags of 21', () => new elb.DescribeTagsCommand({ ResourceArns: arns(21) }), 'ValidationError'],
    ['DescribeLoadBalancers of 21', () => new elb.DescribeLoadBalancersCommand({ LoadBalancerArns: arns(21) }), 'ValidationError'],
    ['a page of 401', () => new elb.DescribeLoadBalancersCommand({ PageSize: 401 }), 'ValidationError'],
    ['a marker of nobody', () => new elb.DescribeLoadBalancersCommand({ Marker: 'x' }), 'ValidationError'],
    [
      'an unknown load balancer',
      () => new elb.DescribeLoadBalancersCommand({ LoadBalancerArns: [missing.lb] }),
      'LoadBalancerNotFoundException',
    ],
    [
      'an unknown target group',
      () => new elb.DescribeTargetHealthCommand({ TargetGroupArn: missing.group }),
      'TargetGroupNotFoundException',
    ],
    ['tags of what is gone', () => new elb.DescribeTagsCommand({ ResourceArns: [missing.group] }), 'TargetGroupNotFoundException'],
  ])('%s', async (_, command, name) => {
    const error = await errorOf(clients().elb.send(command() as elb.DescribeTagsCommand));
    expect([error.name, error.$metadata?.httpStatusCode]).toEqual([name, 400]);
  });

  test('20 at once are taken', async () => {
    const { LoadBalancers } = await clients().elb.send(new elb.DescribeLoadBalancersCommand({ LoadBalancerArns: arns(20) }));
    expect(LoadBalancers).toHaveLength(20);
    const { TagDescriptions } = await clients().elb.send(new elb.DescribeTagsCommand({ ResourceArns: arns(20) }));
    expect(TagDescriptions).toHaveLength(20);
  });

  test('a target that is not registered is unused', async () => {
    const command = new elb.DescribeTargetHealthCommand({ TargetGroupArn: group.TargetGroupArn, Targets: [{ Id: 'i-0', Port: 1 }] });
    const { TargetHealthDescriptions } = await clients().elb.send(command);
    expect(TargetHealthDescriptions?.[0]?.TargetHealth).toMatchObject({ State: 'unused', Reason: 'Target.NotRegistered' });
  });
});

describe('EC2', () => {
  const values = (count: number) => Array.from({ length: count }, (_, index) => `sg-${index}`);

  test.each([
    ['201 filter values', { Filters: [{ Name: 'group-id', Values: values(201) }] }, 'FilterLimitExceeded'],
    ['a filter that it does not have', { Filters: [{ Name: 'colour', Values: ['red'] }] }, 'InvalidParameterValue'],
    ['a page of 4', { MaxResults: 4 }, 'InvalidParameterValue'],
    ['an unknown id', { SecurityGroupRuleIds: ['sgr-0'] }, 'InvalidSecurityGroupRuleId.NotFound'],
  ])('refuses %s', async (_, input, name) => {
    expect((await errorOf(clients().ec2.send(new ec2.DescribeSecurityGroupRulesCommand(input)))).name).toBe(name);
  });

  test('denies what was not read', async () => {
    const error = await errorOf(clients().ec2.send(new ec2.DescribeVpcsCommand({})));
    expect([error.name, error.$metadata?.httpStatusCode]).toEqual(['UnauthorizedOperation', 403]);
    expect(error.message).toContain('ec2:DescribeVpcs');
  });

  test('filters by every value of a member, with patterns', async () => {
    const wanted = region.networkInterfaces.items.filter(({ Description }) => Description?.startsWith('ELB net/'));
    const byText = new ec2.DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'description', Values: ['ELB net/*'] }] });
    expect((await clients().ec2.send(byText)).NetworkInterfaces).toHaveLength(wanted.length);
    expect(wanted.length).toBeGreaterThan(0);
    const subnet = region.networkAcls.items[0]?.Associations?.[0]?.SubnetId ?? '';
    const bySubnet = new ec2.DescribeNetworkAclsCommand({ Filters: [{ Name: 'association.subnet-id', Values: [subnet, 'subnet-none'] }] });
    expect((await clients().ec2.send(bySubnet)).NetworkAcls?.map(({ NetworkAclId }) => NetworkAclId)).toEqual([
      region.networkAcls.items[0]?.NetworkAclId,
    ]);
    const none = new ec2.DescribeInstancesCommand({ Filters: [{ Name: 'vpc-id', Values: ['vpc-none'] }] });
    expect((await clients().ec2.send(none)).Reservations).toEqual([]);
  });

  test('prefix lists and DHCP options', async () => {
    const lists = await clients().ec2.send(new ec2.DescribeManagedPrefixListsCommand({ PrefixListIds: ['pl-1'] }));
    expect(lists.PrefixLists).toEqual([{ PrefixListId: 'pl-1', PrefixListName: 'office' }]);
    const options = await clients().ec2.send(new ec2.DescribeDhcpOptionsCommand({}));
    expect(options.DhcpOptions?.[0]?.DhcpConfigurations).toEqual([{ Key: 'domain-name', Values: [{ Value: 'x' }] }]);
  });
});

describe('who asks, and where', () => {
  test('a cluster that is not there', async () => {
    const error = await errorOf(clients().eks.send(new DescribeClusterCommand({ name: 'none' })));
    expect([error.name, error.$metadata?.httpStatusCode]).toEqual(['ResourceNotFoundException', 404]);
  });

  test('a region that the account has not switched on', async () => {
    const { elb: balancing, ec2: compute, eks } = clientsOf(lab, 'me-south-1');
    expect((await errorOf(balancing.send(new elb.DescribeLoadBalancersCommand({})))).name).toBe('InvalidClientTokenId');
    expect((await errorOf(compute.send(new ec2.DescribeVpcsCommand({})))).name).toBe('AuthFailure');
    expect((await errorOf(eks.send(new ListClustersCommand({})))).name).toBe('UnrecognizedClientException');
  });

  test('a request without a signature', async () => {
    const answer = await fetch(lab.endpoint, { method: 'POST', body: 'Action=DescribeLoadBalancers&Version=2015-12-01' });
    expect(answer.status).toBe(403);
  });

  test('an action that the lab does not have', async () => {
    const error = await errorOf(clients().elb.send(new elb.DescribeRulesCommand({})));
    expect(error.name).toBe('InvalidAction');
  });

  test('a subject that SNS would not take', async () => {
    const command = new PublishCommand({ TopicArn: 'arn:aws:sns:eu-west-2:111122223333:t', Message: 'm', Subject: 'two\nlines' });
    expect((await errorOf(clients().sns.send(command))).name).toBe('InvalidParameterException');
    expect(lab.publications).toEqual([]);
  });
});
