/** The network of a place: VPC, subnets, routes, the default network ACL, DHCP options. Healthy, that is: everything is let through. */

import type { NetworkAcl, RouteTable, Subnet, Vpc } from '../../../lambda/snapshot/aws.ts';
import { awsId } from '../ids.ts';
import { type Place, privateRange, privateSubnet, publicRange, publicSubnet } from '../plan.ts';
import { list } from './tags.ts';

const rangeOf = ({ network }: Place): string => `10.${network}.0.0/16`;
const dhcpId = ({ vpc }: Place): string => awsId('dopt', vpc);

export const vpcOf = (place: Place): Vpc => ({
  VpcId: place.vpc,
  OwnerId: place.account,
  CidrBlock: rangeOf(place),
  CidrBlockAssociationSet: [
    { AssociationId: awsId('vpc-cidr-assoc', place.vpc), CidrBlock: rangeOf(place), CidrBlockState: { State: 'associated' } },
  ],
  DhcpOptionsId: dhcpId(place),
  IsDefault: false,
  State: 'available',
});

export const dhcpOptionsOf = (place: Place): Readonly<Record<string, unknown>> => ({
  DhcpOptionsId: dhcpId(place),
  OwnerId: place.account,
  DhcpConfigurations: [
    { Key: 'domain-name', Values: [{ Value: `${place.region}.compute.internal` }] },
    { Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] },
  ],
});

export function subnetsOf(place: Place, clusters: readonly string[]): Subnet[] {
  const shared = Object.fromEntries(clusters.map((cluster) => [`kubernetes.io/cluster/${cluster}`, 'shared']));
  return place.zones.flatMap((zone) => [
    subnet(place, zone, privateSubnet(place, zone), privateRange(place, zone), 8127, { ...shared, 'kubernetes.io/role/internal-elb': '1' }),
    subnet(place, zone, publicSubnet(place, zone), publicRange(place, zone), 227, { ...shared, 'kubernetes.io/role/elb': '1' }),
  ]);
}

function subnet(
  place: Place,
  zone: string,
  SubnetId: string,
  CidrBlock: string,
  free: number,
  tags: Readonly<Record<string, string>>,
): Subnet {
  return {
    SubnetId,
    AvailabilityZone: zone,
    CidrBlock,
    AvailableIpAddressCount: free,
    MapPublicIpOnLaunch: false,
    State: 'available',
    VpcId: place.vpc,
    OwnerId: place.account,
    Tags: list(tags),
  };
}

export function routeTablesOf(place: Place): RouteTable[] {
  const local = { DestinationCidrBlock: rangeOf(place), GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' };
  const internet = { DestinationCidrBlock: '0.0.0.0/0', GatewayId: awsId('igw', place.vpc), Origin: 'CreateRoute', State: 'active' };
  const outward = { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: awsId('nat', place.vpc), Origin: 'CreateRoute', State: 'active' };
  return [
    table(place, 'main', [{ Main: true }], [local]),
    table(
      place,
      'public',
      place.zones.map((zone) => ({ Main: false, SubnetId: publicSubnet(place, zone) })),
      [local, internet],
    ),
    table(
      place,
      'private',
      place.zones.map((zone) => ({ Main: false, SubnetId: privateSubnet(place, zone) })),
      [local, outward],
    ),
  ];
}

function table(
  place: Place,
  name: string,
  associations: readonly { Main: boolean; SubnetId?: string }[],
  Routes: RouteTable['Routes'],
): RouteTable {
  const RouteTableId = awsId('rtb', place.vpc, name);
  return {
    RouteTableId,
    VpcId: place.vpc,
    OwnerId: place.account,
    Associations: associations.map((one) => ({
      ...one,
      RouteTableAssociationId: awsId('rtbassoc', RouteTableId, one.SubnetId),
      RouteTableId,
      AssociationState: { State: 'associated' },
    })),
    Routes,
    Tags: list({ Name: name }),
  };
}

export function networkAclOf(place: Place): NetworkAcl {
  const NetworkAclId = awsId('acl', place.vpc);
  const subnets = place.zones.flatMap((zone) => [privateSubnet(place, zone), publicSubnet(place, zone)]);
  const entry = (Egress: boolean, RuleAction: string, RuleNumber: number) => ({
    CidrBlock: '0.0.0.0/0',
    Egress,
    Protocol: '-1',
    RuleAction,
    RuleNumber,
  });
  return {
    NetworkAclId,
    VpcId: place.vpc,
    OwnerId: place.account,
    IsDefault: true,
    Associations: subnets.map((SubnetId) => ({ NetworkAclAssociationId: awsId('aclassoc', SubnetId), NetworkAclId, SubnetId })),
    Entries: [true, false].flatMap((egress) => [entry(egress, 'allow', 100), entry(egress, 'deny', 32_767)]),
  };
}
