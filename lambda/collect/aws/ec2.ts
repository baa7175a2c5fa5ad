/** The EC2 calls: always lists by filter, never by id, because one id that is gone makes a call by ids fail as a whole. */

import {
  DescribeDhcpOptionsCommand,
  DescribeInstancesCommand,
  DescribeManagedPrefixListsCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  GetManagedPrefixListEntriesCommand,
} from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import { regionFiles } from '../../snapshot/awsFiles.ts';
import { type Budget, within } from '../budget.ts';
import { type Answer, type Pages, readPages } from './shape.ts';

export interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
}

export type NetworkAnswer = Exclude<keyof typeof regionFiles, 'tags'>;

interface Page {
  readonly Filters: { Name: string; Values: string[] }[];
  readonly MaxResults: number;
  readonly NextToken: string | undefined;
}
type Send = (client: EC2Client, page: Page, options: { abortSignal: AbortSignal }) => Promise<Answer>;

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

export interface Ec2Call {
  readonly client: EC2Client;
  readonly budget: Budget;
}

/** AWS takes at most 200 values a filter. */
const valuesACall = 200;

/** All items that fit a filter, in as many calls as its values need, plus fixed filters. No values, no call. */
export async function readFiltered(
  call: Ec2Call,
  answer: NetworkAnswer,
  filter: Filter,
  fixed: readonly Filter[] = [],
): Promise<Pages<unknown>> {
  const values = [...new Set(filter.Values)];
  const batches = Array.from({ length: Math.ceil(values.length / valuesACall) }, (_, index) =>
    values.slice(index * valuesACall, (index + 1) * valuesACall),
  );
  const all = await Promise.all(batches.map((batch) => readBatch(call, answer, [{ Name: filter.Name, Values: batch }, ...fixed])));
  return mergePages(all);
}

export function mergePages<T>(all: readonly Pages<T>[]): Pages<T> {
  const items = all.flatMap((pages) => pages.items);
  const failed = all.find((pages) => pages.failure !== undefined);
  return failed === undefined ? { items } : { items, failure: failed.failure };
}

function readBatch({ client, budget }: Ec2Call, answer: NetworkAnswer, filters: readonly Filter[]): Promise<Pages<unknown>> {
  const { operation, shape } = regionFiles[answer];
  const Filters = filters.map(({ Name, Values }) => ({ Name, Values: [...Values] }));
  return readPages<unknown>({
    operation,
    shape,
    read: (NextToken) => within(budget, (abortSignal) => sends[answer](client, { Filters, MaxResults: 1000, NextToken }, { abortSignal })),
  });
}

/** The CIDRs of one prefix list, as `Entries`. */
export const readPrefixListEntries = ({ client, budget }: Ec2Call, PrefixListId: string): Promise<Pages<unknown>> =>
  readPages<unknown>({
    operation: 'ec2:GetManagedPrefixListEntries',
    shape: z.looseObject({ Cidr: z.optional(z.string()) }),
    read: async (NextToken) => {
      const command = new GetManagedPrefixListEntriesCommand({ PrefixListId, MaxResults: 100, NextToken });
      const answer = await within(budget, (abortSignal) => client.send(command, { abortSignal }));
      return { items: answer.Entries, next: answer.NextToken };
    },
  });
