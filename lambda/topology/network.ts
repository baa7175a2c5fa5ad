/** Network facts of a load balancer and its targets: who sends health checks from where, and which security groups and subnets stand in between. */

import type { NetworkAcl, SecurityGroupRule } from '../snapshot/aws.ts';
import type { Reading, RegionSnapshot } from '../snapshot/snapshot.ts';
import { type Fact, known, missing } from './fact.ts';
import type { NetworkLoadBalancer, Target } from './topology.ts';

/** A node of the load balancer: health checks come from its private address, or from anywhere in its subnet where the address was not read. */
export interface Source {
  readonly zone: string | undefined;
  readonly subnet: string;
  /** An address, or the CIDR block of the subnet. */
  readonly address: string;
}

const unreadable = (what: string, region: string, why: string) => missing(what, why, { allow: `IAM: ${what} in ${region}` });

export function unreadReading(
  reading: Reading<unknown>,
  what: string,
  region: string,
): { readonly known: false; readonly missing: ReturnType<typeof missing>['missing'] } {
  const why = reading.state === 'incomplete' ? reading.gap.error : 'only some of them were read';
  return unreadable(what, region, `${what.split(':')[1]}: ${why}`);
}

/** Every target of a load balancer asks for them. */
const sources = new WeakMap<NetworkLoadBalancer, Fact<readonly Source[]>>();

export function sourcesOf(loadBalancer: NetworkLoadBalancer): Fact<readonly Source[]> {
  const kept = sources.get(loadBalancer);
  if (kept !== undefined) return kept;
  const made = findSources(loadBalancer);
  sources.set(loadBalancer, made);
  return made;
}

/** By the interfaces AWS describes as `ELB net/<name>/<id>`, else by the blocks of the subnets. */
function findSources({ arn, facts, surroundings, region }: NetworkLoadBalancer): Fact<readonly Source[]> {
  const description = `ELB ${arn.split(':loadbalancer/')[1] ?? ''}`;
  const interfaces = surroundings.networkInterfaces.items.filter((one) => one.Description === description);
  const byInterface = interfaces.flatMap(({ SubnetId, PrivateIpAddress, AvailabilityZone }) =>
    SubnetId === undefined || PrivateIpAddress === undefined
      ? []
      : [{ zone: AvailabilityZone, subnet: SubnetId, address: PrivateIpAddress }],
  );
  if (byInterface.length > 0) return known(byInterface);
  const zones = facts.AvailabilityZones ?? [];
  const bySubnet = zones.flatMap(({ SubnetId, ZoneName }) => {
    const block = surroundings.subnets.items.find((subnet) => subnet.SubnetId === SubnetId)?.CidrBlock;
    return SubnetId === undefined || block === undefined ? [] : [{ zone: ZoneName, subnet: SubnetId, address: block }];
  });
  if (zones.length > 0 && bySubnet.length === zones.length) return known(bySubnet);
  return unreadReading(surroundings.networkInterfaces, 'ec2:DescribeNetworkInterfaces', region);
}

/** The address, subnet and security groups of a target: of the primary interface of an instance, or of the interface that holds an address. */
export interface Endpoint {
  readonly address: string | undefined;
  readonly subnet: string | undefined;
  readonly groups: readonly string[];
}

export function endpointOf(target: Target, { surroundings, region }: NetworkLoadBalancer): Fact<Endpoint> {
  if (target.id.startsWith('i-')) return instanceEndpoint(target, region);
  const holder = surroundings.networkInterfaces.items.find(
    (one) => one.PrivateIpAddress === target.id || one.PrivateIpAddresses?.some(({ PrivateIpAddress }) => PrivateIpAddress === target.id),
  );
  if (holder?.Groups !== undefined) return known({ address: target.id, subnet: holder.SubnetId, groups: idsOf(holder.Groups) });
  return unreadable('ec2:DescribeNetworkInterfaces', region, `the network interface of ${target.id} was not seen`);
}

function instanceEndpoint({ id, instance }: Target, region: string): Fact<Endpoint> {
  if (!instance.known) return instance;
  const primary = instance.value?.NetworkInterfaces?.find(({ Attachment }) => Attachment?.DeviceIndex === 0);
  const groups = primary?.Groups ?? (primary === undefined ? instance.value?.SecurityGroups : undefined);
  if (instance.value === undefined || groups === undefined)
    return unreadable('ec2:DescribeInstances', region, `the security groups of instance ${id} were not seen`);
  return known({
    address: primary?.PrivateIpAddress ?? instance.value.PrivateIpAddress,
    subnet: primary?.SubnetId ?? instance.value.SubnetId,
    groups: idsOf(groups),
  });
}

const idsOf = (groups: readonly { readonly GroupId?: string | undefined }[]) => groups.flatMap(({ GroupId }) => GroupId ?? []);

/** The rules of these groups, by group; a group counts as read where rules were read whole and the group itself, or a rule of it, was seen. */
export function rulesOf(
  groups: readonly string[],
  { securityGroupRules, securityGroups, region }: RegionSnapshot,
): Fact<readonly SecurityGroupRule[]> {
  if (securityGroupRules.state !== 'complete') return unreadReading(securityGroupRules, 'ec2:DescribeSecurityGroupRules', region);
  const { byGroup, seen } = ruleIndex(securityGroupRules.items, securityGroups.items);
  const unseen = groups.find((group) => !seen.has(group));
  if (unseen !== undefined)
    return unreadable('ec2:DescribeSecurityGroupRules', region, `the rules of security group ${unseen} were not read`);
  return known(groups.flatMap((group) => byGroup.get(group) ?? []));
}

interface RuleIndex {
  readonly byGroup: ReadonlyMap<string, readonly SecurityGroupRule[]>;
  readonly seen: ReadonlySet<string>;
}

/** A region's rules are asked for by every load balancer in it. */
const indexes = new WeakMap<readonly SecurityGroupRule[], RuleIndex>();

function ruleIndex(rules: readonly SecurityGroupRule[], groups: RegionSnapshot['securityGroups']['items']): RuleIndex {
  const kept = indexes.get(rules);
  if (kept !== undefined) return kept;
  const byGroup = new Map<string, SecurityGroupRule[]>();
  for (const rule of rules) {
    const list = byGroup.get(rule.GroupId);
    if (list === undefined) byGroup.set(rule.GroupId, [rule]);
    else list.push(rule);
  }
  const made = { byGroup, seen: new Set([...byGroup.keys(), ...groups.map(({ GroupId }) => GroupId)]) };
  indexes.set(rules, made);
  return made;
}

/** The network ACL of a subnet; the VPC's default one where none is associated by name. */
export function aclOf(subnet: string | undefined, { surroundings, region, facts }: NetworkLoadBalancer): Fact<NetworkAcl> {
  const { networkAcls } = surroundings;
  if (networkAcls.state !== 'complete') return unreadReading(networkAcls, 'ec2:DescribeNetworkAcls', region);
  const associated = networkAcls.items.find(
    ({ Associations }) => subnet !== undefined && Associations?.some(({ SubnetId }) => SubnetId === subnet),
  );
  const acl = associated ?? networkAcls.items.find(({ IsDefault, VpcId }) => IsDefault === true && VpcId === facts.VpcId);
  if (acl?.Entries !== undefined) return known(acl);
  return unreadable('ec2:DescribeNetworkAcls', region, `the network ACL of subnet ${subnet ?? 'of the target'} was not seen`);
}
