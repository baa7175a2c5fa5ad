/** The EC2 client and its commands, apart from everything else: of all clients this one is largest, so it is a file of its own, loaded where something is wrong. */

import {
  DescribeDhcpOptionsCommand,
  DescribeInstancesCommand,
  DescribeManagedPrefixListsCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRegionsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  type EC2ClientConfig,
  GetManagedPrefixListEntriesCommand,
} from '@aws-sdk/client-ec2';
import type { regionFiles } from '../../snapshot/awsFiles.ts';
import type { Answer } from './shape.ts';

export type NetworkAnswer = Exclude<keyof typeof regionFiles, 'tags'>;

interface Options {
  readonly abortSignal: AbortSignal;
}

/** What every list call takes. */
export interface Page {
  readonly Filters: { Name: string; Values: string[] }[];
  readonly MaxResults: number;
  readonly NextToken: string | undefined;
}
type Send = (client: EC2Client, page: Page, options: Options) => Promise<Answer>;

const sends: Readonly<Record<NetworkAnswer, Send>> = {
  instances: async (client, page, options) => {
    const { Reservations, NextToken } = await client.send(new DescribeInstancesCommand(page), options);
    return { items: Reservations?.flatMap(({ Instances }) => Instances ?? []), next: NextToken };
  },
  networkInterfaces: async (client, page, options) => {
    const { NetworkInterfaces, NextToken } = await client.send(new DescribeNetworkInterfacesCommand(page), options);
    return { items: NetworkInterfaces, next: NextToken };
  },
  securityGroups: async (client, page, options) => {
    const { SecurityGroups, NextToken } = await client.send(new DescribeSecurityGroupsCommand(page), options);
    return { items: SecurityGroups, next: NextToken };
  },
  securityGroupRules: async (client, page, options) => {
    const { SecurityGroupRules, NextToken } = await client.send(new DescribeSecurityGroupRulesCommand(page), options);
    return { items: SecurityGroupRules, next: NextToken };
  },
  managedPrefixLists: async (client, page, options) => {
    const { PrefixLists, NextToken } = await client.send(new DescribeManagedPrefixListsCommand({ ...page, MaxResults: 100 }), options);
    return { items: PrefixLists, next: NextToken };
  },
  networkAcls: async (client, page, options) => {
    const { NetworkAcls, NextToken } = await client.send(new DescribeNetworkAclsCommand(page), options);
    return { items: NetworkAcls, next: NextToken };
  },
  subnets: async (client, page, options) => {
    const { Subnets, NextToken } = await client.send(new DescribeSubnetsCommand(page), options);
    return { items: Subnets, next: NextToken };
  },
  routeTables: async (client, page, options) => {
    const { RouteTables, NextToken } = await client.send(new DescribeRouteTablesCommand({ ...page, MaxResults: 100 }), options);
    return { items: RouteTables, next: NextToken };
  },
  vpcs: async (client, page, options) => {
    const { Vpcs, NextToken } = await client.send(new DescribeVpcsCommand(page), options);
    return { items: Vpcs, next: NextToken };
  },
  dhcpOptions: async (client, page, options) => {
    const { DhcpOptions, NextToken } = await client.send(new DescribeDhcpOptionsCommand(page), options);
    return { items: DhcpOptions, next: NextToken };
  },
};

/** One region's EC2. */
export interface Ec2 {
  readonly client: EC2Client;
  /** One page of a list. */
  readonly list: (answer: NetworkAnswer, page: Page, options: Options) => Promise<Answer>;
  /** One page of the CIDRs of a prefix list. */
  readonly entries: (prefixListId: string, next: string | undefined, options: Options) => Promise<Answer>;
  /** The regions that are enabled for the account; there are no pages. */
  readonly regions: (options: Options) => Promise<Answer>;
}

export function openEc2(configuration: EC2ClientConfig): Ec2 {
  const client = new EC2Client(configuration);
  return {
    client,
    list: (answer, page, options) => sends[answer](client, page, options),
    entries: async (PrefixListId, NextToken, options) => {
      const answer = await client.send(new GetManagedPrefixListEntriesCommand({ PrefixListId, MaxResults: 100, NextToken }), options);
      return { items: answer.Entries, next: answer.NextToken };
    },
    regions: async (options) => ({ items: (await client.send(new DescribeRegionsCommand({}), options)).Regions }),
  };
}
