/** EC2 says itself whether a call would be allowed: every one of them takes DryRun. */

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
  type EC2Client,
  GetManagedPrefixListEntriesCommand,
} from '@aws-sdk/client-ec2';

const dry = { DryRun: true };

export function dryRuns(opened: Promise<{ readonly client: EC2Client }>): Record<string, (signal: AbortSignal) => Promise<unknown>> {
  const run = (send: (client: EC2Client, options: { abortSignal: AbortSignal }) => Promise<unknown>) => async (abortSignal: AbortSignal) =>
    send((await opened).client, { abortSignal });
  const entries = { ...dry, PrefixListId: 'pl-00000000000000000' };
  return {
    'ec2:DescribeInstances': run((ec2, options) => ec2.send(new DescribeInstancesCommand(dry), options)),
    'ec2:DescribeNetworkInterfaces': run((ec2, options) => ec2.send(new DescribeNetworkInterfacesCommand(dry), options)),
    'ec2:DescribeSecurityGroups': run((ec2, options) => ec2.send(new DescribeSecurityGroupsCommand(dry), options)),
    'ec2:DescribeSecurityGroupRules': run((ec2, options) => ec2.send(new DescribeSecurityGroupRulesCommand(dry), options)),
    'ec2:DescribeManagedPrefixLists': run((ec2, options) => ec2.send(new DescribeManagedPrefixListsCommand(dry), options)),
    'ec2:GetManagedPrefixListEntries': run((ec2, options) => ec2.send(new GetManagedPrefixListEntriesCommand(entries), options)),
    'ec2:DescribeRegions': run((ec2, options) => ec2.send(new DescribeRegionsCommand(dry), options)),
    'ec2:DescribeNetworkAcls': run((ec2, options) => ec2.send(new DescribeNetworkAclsCommand(dry), options)),
    'ec2:DescribeSubnets': run((ec2, options) => ec2.send(new DescribeSubnetsCommand(dry), options)),
    'ec2:DescribeRouteTables': run((ec2, options) => ec2.send(new DescribeRouteTablesCommand(dry), options)),
    'ec2:DescribeVpcs': run((ec2, options) => ec2.send(new DescribeVpcsCommand(dry), options)),
    'ec2:DescribeDhcpOptions': run((ec2, options) => ec2.send(new DescribeDhcpOptionsCommand(dry), options)),
  };
}
