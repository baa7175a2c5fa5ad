/** The EC2 Describe calls as a table: which list, which ids, which filters, which error when an id is unknown. */

import type { RegionSnapshot } from '../../lambda/snapshot/snapshot.ts';
import { at, type Questions, type Thing } from './filters.ts';

export interface Describe {
  /** Where the objects are in the snapshot. */
  readonly member: keyof RegionSnapshot;
  readonly id: string;
  /** The parameter that takes ids. */
  readonly ids: string;
  readonly missing: string;
  readonly filters: Questions;
  readonly output: (items: readonly Thing[], account: string) => Readonly<Record<string, unknown>>;
  /** Pages may not be cut where ids are given (EC2's own rule for instances). */
  readonly idsOrPages?: true;
  /** Largest page, where it is not 1000. */
  readonly most?: number;
}

const common = { 'vpc-id': at('VpcId'), 'tag-key': at('Tags', 'Key') };
const as = (name: string) => (items: readonly Thing[]) => ({ [name]: items });

export const describes: Readonly<Record<string, Describe>> = {
  DescribeInstances: {
    member: 'instances',
    id: 'InstanceId',
    ids: 'InstanceIds',
    missing: 'InvalidInstanceID.NotFound',
    idsOrPages: true,
    output: (items, account) => ({
      Reservations: items.map((item) => ({ ReservationId: reservationOf(item), OwnerId: account, Instances: [item] })),
    }),
    filters: {
      ...common,
      'instance-id': at('InstanceId'),
      'subnet-id': at('SubnetId'),
      'private-ip-address': at('PrivateIpAddress'),
      'private-dns-name': at('PrivateDnsName'),
      'instance-state-name': at('State', 'Name'),
      'instance.group-id': at('SecurityGroups', 'GroupId'),
      'availability-zone': at('Placement', 'AvailabilityZone'),
      'network-interface.network-interface-id': at('NetworkInterfaces', 'NetworkInterfaceId'),
      'network-interface.addresses.private-ip-address': at('NetworkInterfaces', 'PrivateIpAddresses', 'PrivateIpAddress'),
    },
  },
  DescribeNetworkInterfaces: {
    member: 'networkInterfaces',
    id: 'NetworkInterfaceId',
    ids: 'NetworkInterfaceIds',
    missing: 'InvalidNetworkInterfaceID.NotFound',
    output: as('NetworkInterfaces'),
    filters: {
      ...common,
      'network-interface-id': at('NetworkInterfaceId'),
      description: at('Description'),
      'group-id': at('Groups', 'GroupId'),
      'subnet-id': at('SubnetId'),
      'availability-zone': at('AvailabilityZone'),
      'interface-type': at('InterfaceType'),
      'private-ip-address': at('PrivateIpAddress'),
      'addresses.private-ip-address': (thing) => [...at('PrivateIpAddress')(thing), ...at('PrivateIpAddresses', 'PrivateIpAddress')(thing)],
      'attachment.instance-id': at('Attachment', 'InstanceId'),
      'requester-id': at('RequesterId'),
      status: at('Status'),
    },
  },
  DescribeSecurityGroups: {
    member: 'securityGroups',
    id: 'GroupId',
    ids: 'GroupIds',
    missing: 'InvalidGroup.NotFound',
    output: as('SecurityGroups'),
    filters: { ...common, 'group-id': at('GroupId'), 'group-name': at('GroupName'), description: at('Description') },
  },
  DescribeSecurityGroupRules: {
    member: 'securityGroupRules',
    id: 'SecurityGroupRuleId',
    ids: 'SecurityGroupRuleIds',
    missing: 'InvalidSecurityGroupRuleId.NotFound',
    output: as('SecurityGroupRules'),
    filters: { 'group-id': at('GroupId'), 'security-group-rule-id': at('SecurityGroupRuleId'), 'tag-key': at('Tags', 'Key') },
  },
  DescribeManagedPrefixLists: {
    member: 'managedPrefixLists',
    id: 'PrefixListId',
    ids: 'PrefixListIds',
    missing: 'InvalidPrefixListID.NotFound',
    most: 100,
    output: as('PrefixLists'),
    filters: { 'prefix-list-id': at('PrefixListId'), 'prefix-list-name': at('PrefixListName'), 'owner-id': at('OwnerId') },
  },
  DescribeNetworkAcls: {
    member: 'networkAcls',
    id: 'NetworkAclId',
    ids: 'NetworkAclIds',
    missing: 'InvalidNetworkAclID.NotFound',
    output: as('NetworkAcls'),
    filters: {
      ...common,
      'network-acl-id': at('NetworkAclId'),
      'association.subnet-id': at('Associations', 'SubnetId'),
      'association.association-id': at('Associations', 'NetworkAclAssociationId'),
      default: at('IsDefault'),
    },
  },
  DescribeSubnets: {
    member: 'subnets',
    id: 'SubnetId',
    ids: 'SubnetIds',
    missing: 'InvalidSubnetID.NotFound',
    output: as('Subnets'),
    filters: { ...common, 'subnet-id': at('SubnetId'), 'availability-zone': at('AvailabilityZone'), 'cidr-block': at('CidrBlock') },
  },
  DescribeRouteTables: {
    member: 'routeTables',
    id: 'RouteTableId',
    ids: 'RouteTableIds',
    missing: 'InvalidRouteTableID.NotFound',
    most: 100,
    output: as('RouteTables'),
    filters: {
      ...common,
      'route-table-id': at('RouteTableId'),
      'association.subnet-id': at('Associations', 'SubnetId'),
      'association.main': at('Associations', 'Main'),
    },
  },
  DescribeVpcs: {
    member: 'vpcs',
    id: 'VpcId',
    ids: 'VpcIds',
    missing: 'InvalidVpcID.NotFound',
    output: as('Vpcs'),
    filters: { ...common, cidr: at('CidrBlock'), 'dhcp-options-id': at('DhcpOptionsId') },
  },
  DescribeDhcpOptions: {
    member: 'dhcpOptions',
    id: 'DhcpOptionsId',
    ids: 'DhcpOptionsIds',
    missing: 'InvalidDhcpOptionID.NotFound',
    output: as('DhcpOptions'),
    filters: { 'dhcp-options-id': at('DhcpOptionsId'), key: at('DhcpConfigurations', 'Key'), 'tag-key': at('Tags', 'Key') },
  },
};

/** Snapshots do not keep reservations: each instance gets one of its own, as instances of an Auto Scaling group have. */
function reservationOf(item: Thing): string {
  return `r-${String(item.InstanceId ?? '').replace(/^i-/, '')}`;
}
