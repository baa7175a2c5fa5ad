/** EC2, as far as a person repairs a network with it: rules of security groups, and tags taken away. */

import type { SecurityGroupRule } from '../../lambda/snapshot/aws.ts';
import type { RegionSnapshot } from '../../lambda/snapshot/snapshot.ts';
import { awsId } from '../world/ids.ts';
import { AwsFailure } from './failure.ts';
import { type Operation, type Scene, text, texts } from './scene.ts';

interface Permission {
  readonly IpProtocol?: string;
  readonly FromPort?: number;
  readonly ToPort?: number;
  readonly UserIdGroupPairs?: readonly { readonly GroupId?: string; readonly Description?: string }[];
  readonly IpRanges?: readonly { readonly CidrIp?: string; readonly Description?: string }[];
}

const authorize =
  (action: string, IsEgress: boolean): Operation =>
  (input, scene) => {
    const group = scene.region.securityGroups.items.find(({ GroupId }) => GroupId === text(input.GroupId));
    if (group?.GroupId === undefined)
      throw new AwsFailure('InvalidGroup.NotFound', `The security group '${text(input.GroupId)}' does not exist`);
    const permissions = (input.IpPermissions ?? []) as readonly Permission[];
    const rules = permissions.flatMap((permission) => rulesOf(permission, { GroupId: group.GroupId ?? '', IsEgress }, scene));
    if (rules.length === 0) throw new AwsFailure('MissingParameter', 'The request must contain a source or a destination in IpPermissions');
    changed(scene, action, (region) => ({
      ...region,
      securityGroupRules: { ...region.securityGroupRules, items: [...region.securityGroupRules.items, ...rules] },
    }));
    return { Return: true, SecurityGroupRules: rules };
  };

function rulesOf(
  permission: Permission,
  place: Pick<SecurityGroupRule, 'GroupId' | 'IsEgress'>,
  { region }: Scene,
): readonly SecurityGroupRule[] {
  const { IpProtocol = '-1', FromPort, ToPort, UserIdGroupPairs = [], IpRanges = [] } = permission;
  const ports = { IpProtocol, ...(FromPort === undefined ? {} : { FromPort }), ...(ToPort === undefined ? {} : { ToPort }) };
  const unknown = UserIdGroupPairs.find((pair) => !region.securityGroups.items.some(({ GroupId }) => GroupId === pair.GroupId));
  if (unknown !== undefined) throw new AwsFailure('InvalidGroup.NotFound', `The security group '${unknown.GroupId}' does not exist`);
  const malformed = IpRanges.find(({ CidrIp }) => !/^\d+(\.\d+){3}\/\d+$/.test(CidrIp ?? ''));
  if (malformed !== undefined) throw new AwsFailure('InvalidParameterValue', `CIDR block ${malformed.CidrIp} is malformed`);
  const make = (rest: Partial<SecurityGroupRule>): SecurityGroupRule => ({
    SecurityGroupRuleId: awsId('sgr', place.GroupId, JSON.stringify(ports), JSON.stringify(rest)),
    ...place,
    ...ports,
    ...rest,
  });
  const described = (description: string | undefined) => (description === undefined ? {} : { Description: description });
  return [
    ...UserIdGroupPairs.map(({ GroupId, Description }) => make({ ReferencedGroupInfo: { GroupId }, ...described(Description) })),
    ...IpRanges.map(({ CidrIp, Description }) => make({ CidrIpv4: CidrIp, ...described(Description) })),
  ];
}

/** Of security groups and subnets, which are what the controllers look at. */
const deleteTags: Operation = (input, scene) => {
  const ids = texts(input.Resources);
  const keys = ((input.Tags ?? []) as readonly { readonly Key?: string }[]).map(({ Key }) => Key);
  type Tagged = { readonly Tags?: readonly { readonly Key?: string | undefined }[] | undefined };
  const without = <T extends Tagged>(id: string | undefined, item: T): T =>
    id !== undefined && ids.includes(id) ? { ...item, Tags: (item.Tags ?? []).filter(({ Key }) => !keys.includes(Key)) } : item;
  changed(scene, 'ec2:DeleteTags', (region) => ({
    ...region,
    securityGroups: { ...region.securityGroups, items: region.securityGroups.items.map((group) => without(group.GroupId, group)) },
    subnets: { ...region.subnets, items: region.subnets.items.map((subnet) => without(subnet.SubnetId, subnet)) },
  }));
  return {};
};

/** @throws AwsFailure for a caller that may only read */
function changed({ change, region, account }: Scene, action: string, edit: (region: RegionSnapshot) => RegionSnapshot): void {
  if (change === undefined) {
    const user = `arn:aws:sts::${account}:assumed-role/nlb-doctor/lab`;
    throw new AwsFailure(
      'UnauthorizedOperation',
      `You are not authorized to perform this operation. User: ${user} is not authorized to perform: ${action}`,
    );
  }
  change((snapshot) => ({ ...snapshot, regions: snapshot.regions.map((one) => (one.region === region.region ? edit(one) : one)) }));
}

export const ec2Writes: Readonly<Record<string, Operation>> = {
  AuthorizeSecurityGroupIngress: authorize('ec2:AuthorizeSecurityGroupIngress', false),
  AuthorizeSecurityGroupEgress: authorize('ec2:AuthorizeSecurityGroupEgress', true),
  DeleteTags: deleteTags,
};
