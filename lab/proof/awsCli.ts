/** The AWS CLI reads from the lab what the snapshot holds. */

import { readSnapshot } from '../../lambda/snapshot/read.ts';
import type { RegionSnapshot } from '../../lambda/snapshot/snapshot.ts';
import { startLab } from '../lab.ts';
import { type Proof, same } from './proof.ts';
import { runJson } from './tool.ts';

export const awsCli = (folder: string): Proof => ({
  title: 'the AWS CLI reads load balancers, groups, health, tags and network interfaces',
  tools: ['aws'],
  run: async () => {
    const snapshot = readSnapshot(folder);
    const lab = await startLab({ snapshot });
    try {
      for (const region of snapshot.regions)
        await compared(region, (args) => runJson('aws', [...args, '--region', region.region], lab.environment));
    } finally {
      await lab.stop();
    }
  },
});

type Aws = (args: readonly string[]) => Promise<unknown>;

async function compared(region: RegionSnapshot, aws: Aws): Promise<void> {
  await Promise.all([comparedLists(region, aws), comparedGroup(region, aws), comparedInterfaces(region, aws)]);
}

async function comparedLists({ loadBalancers, targetGroups }: RegionSnapshot, aws: Aws): Promise<void> {
  const [balancers, groups] = await Promise.all([
    aws(['elbv2', 'describe-load-balancers', '--query', 'LoadBalancers[].[LoadBalancerName,DNSName,Scheme]']),
    aws(['elbv2', 'describe-target-groups', '--query', 'TargetGroups[].[TargetGroupName,Port,HealthCheckPort]']),
  ]);
  const wanted = loadBalancers.map((one) => [one.LoadBalancerName, one.DNSName, one.Scheme]);
  same('load balancers', balancers, wanted);
  same(
    'target groups',
    groups,
    targetGroups.map((one) => [one.TargetGroupName, one.Port, one.HealthCheckPort]),
  );
}

async function comparedGroup({ region, targetGroups, targetHealth, tags }: RegionSnapshot, aws: Aws): Promise<void> {
  const [group] = targetGroups;
  if (group === undefined) throw new Error(`the scenario has no target group in ${region}`);
  const { TargetGroupArn: arn, TargetGroupName: name } = group;
  const [health, tagged] = await Promise.all([
    aws([
      'elbv2',
      'describe-target-health',
      '--target-group-arn',
      arn,
      '--query',
      'TargetHealthDescriptions[].[Target.Id,TargetHealth.State]',
    ]),
    aws(['elbv2', 'describe-tags', '--resource-arns', arn, '--query', 'TagDescriptions[0].Tags[].[Key,Value]']),
  ]);
  same(
    'target health',
    health,
    targetHealth.get(name)?.items.map(({ Target, TargetHealth }) => [Target.Id, TargetHealth?.State]),
  );
  const own = tags.items.find(({ ResourceArn }) => ResourceArn === arn)?.Tags ?? [];
  same(
    'tags',
    tagged,
    own.map(({ Key, Value }) => [Key, Value]),
  );
}

async function comparedInterfaces({ networkInterfaces }: RegionSnapshot, aws: Aws): Promise<void> {
  const query = 'NetworkInterfaces[].[NetworkInterfaceId,PrivateIpAddress]';
  const interfaces = await aws(['ec2', 'describe-network-interfaces', '--page-size', '5', '--query', query]);
  same(
    'network interfaces, five a page',
    interfaces,
    networkInterfaces.items.map((one) => [one.NetworkInterfaceId, one.PrivateIpAddress]),
  );
}
