/** The AWS shapes a snapshot holds: as the AWS CLI prints them, with the members the rules look at. Others are kept and ignored. */

import * as z from 'zod/mini';

const text = z.optional(z.string());
const number = z.optional(z.number());
const flag = z.optional(z.boolean());
const list = <T extends z.core.SomeType>(of: T) => z.optional(z.array(of));

/** Dates come as `Z` or with an offset; they stay text and are compared through Date.parse. */
const date = text;

export const loadBalancer = z.looseObject({
  LoadBalancerArn: z.string(),
  LoadBalancerName: z.string(),
  DNSName: text,
  CreatedTime: date,
  Scheme: text,
  VpcId: text,
  Type: text,
  State: z.optional(z.looseObject({ Code: text, Reason: text })),
  AvailabilityZones: list(z.looseObject({ ZoneName: text, SubnetId: text })),
  SecurityGroups: list(z.string()),
  IpAddressType: text,
});

export const targetGroup = z.looseObject({
  TargetGroupArn: z.string(),
  TargetGroupName: z.string(),
  Protocol: text,
  Port: number,
  VpcId: text,
  HealthCheckProtocol: text,
  HealthCheckPort: text,
  HealthCheckEnabled: flag,
  HealthCheckIntervalSeconds: number,
  HealthCheckTimeoutSeconds: number,
  HealthyThresholdCount: number,
  UnhealthyThresholdCount: number,
  HealthCheckPath: text,
  Matcher: z.optional(z.looseObject({ HttpCode: text, GrpcCode: text })),
  LoadBalancerArns: list(z.string()),
  TargetType: text,
  IpAddressType: text,
});

export const targetHealthDescription = z.looseObject({
  Target: z.looseObject({ Id: z.string(), Port: number, AvailabilityZone: text }),
  HealthCheckPort: text,
  TargetHealth: z.optional(z.looseObject({ State: text, Reason: text, Description: text })),
  AdministrativeOverride: z.optional(z.looseObject({ State: text, Reason: text, Description: text })),
});

export const tagDescription = z.looseObject({
  ResourceArn: z.string(),
  Tags: list(z.looseObject({ Key: z.string(), Value: text })),
});

export const listener = z.looseObject({
  ListenerArn: text,
  LoadBalancerArn: text,
  Port: number,
  Protocol: text,
  DefaultActions: list(
    z.looseObject({
      Type: text,
      TargetGroupArn: text,
      ForwardConfig: z.optional(z.looseObject({ TargetGroups: list(z.looseObject({ TargetGroupArn: text, Weight: number })) })),
    }),
  ),
});

export const attribute = z.looseObject({ Key: z.string(), Value: text });

const tags = list(z.looseObject({ Key: text, Value: text }));

export const instance = z.looseObject({
  InstanceId: z.string(),
  ImageId: text,
  InstanceType: text,
  LaunchTime: date,
  State: z.optional(z.looseObject({ Name: text, Code: number })),
  StateTransitionReason: text,
  PrivateIpAddress: text,
  PrivateDnsName: text,
  SubnetId: text,
  VpcId: text,
  SourceDestCheck: flag,
  Placement: z.optional(z.looseObject({ AvailabilityZone: text })),
  SecurityGroups: list(z.looseObject({ GroupId: text, GroupName: text })),
  NetworkInterfaces: list(
    z.looseObject({
      NetworkInterfaceId: text,
      PrivateIpAddress: text,
      SubnetId: text,
      SourceDestCheck: flag,
      Attachment: z.optional(z.looseObject({ DeviceIndex: number, Status: text })),
      Groups: list(z.looseObject({ GroupId: text, GroupName: text })),
    }),
  ),
  Tags: tags,
});

export const networkInterface = z.looseObject({
  NetworkInterfaceId: z.string(),
  Description: text,
  InterfaceType: text,
  AvailabilityZone: text,
  PrivateIpAddress: text,
  PrivateIpAddresses: list(z.looseObject({ PrivateIpAddress: text, Primary: flag })),
  Ipv4Prefixes: list(z.looseObject({ Ipv4Prefix: text })),
  SubnetId: text,
  VpcId: text,
  SourceDestCheck: flag,
  Attachment: z.optional(z.looseObject({ DeviceIndex: number, InstanceId: text, Status: text })),
  Groups: list(z.looseObject({ GroupId: text, GroupName: text })),
});

export const securityGroup = z.looseObject({
  GroupId: z.string(),
  GroupName: text,
  Description: text,
  VpcId: text,
  Tags: tags,
});

export const securityGroupRule = z.looseObject({
  SecurityGroupRuleId: z.string(),
  GroupId: z.string(),
  IsEgress: flag,
  IpProtocol: text,
  FromPort: number,
  ToPort: number,
  CidrIpv4: text,
  CidrIpv6: text,
  PrefixListId: text,
  ReferencedGroupInfo: z.optional(z.looseObject({ GroupId: text, UserId: text, VpcId: text, PeeringStatus: text })),
  Description: text,
});

/** `aws ec2 describe-managed-prefix-lists`, with the entries of `get-managed-prefix-list-entries` added under `Entries`. */
export const managedPrefixList = z.looseObject({
  PrefixListId: z.string(),
  PrefixListName: text,
  Entries: list(z.looseObject({ Cidr: text })),
});

export const networkAcl = z.looseObject({
  NetworkAclId: z.string(),
  VpcId: text,
  IsDefault: flag,
  Associations: list(z.looseObject({ SubnetId: text, NetworkAclAssociationId: text })),
  Entries: list(
    z.looseObject({
      CidrBlock: text,
      Ipv6CidrBlock: text,
      Egress: flag,
      Protocol: text,
      RuleAction: text,
      RuleNumber: number,
      PortRange: z.optional(z.looseObject({ From: number, To: number })),
    }),
  ),
});

export const subnet = z.looseObject({
  SubnetId: z.string(),
  VpcId: text,
  AvailabilityZone: text,
  CidrBlock: text,
  AvailableIpAddressCount: number,
  Tags: tags,
});

export const routeTable = z.looseObject({
  RouteTableId: z.string(),
  VpcId: text,
  Associations: list(z.looseObject({ SubnetId: text, Main: flag })),
  Routes: list(z.looseObject({ DestinationCidrBlock: text, GatewayId: text, State: text })),
});

export const vpc = z.looseObject({
  VpcId: z.string(),
  CidrBlock: text,
  CidrBlockAssociationSet: list(z.looseObject({ CidrBlock: text, CidrBlockState: z.optional(z.looseObject({ State: text })) })),
  DhcpOptionsId: text,
});

export type LoadBalancer = z.infer<typeof loadBalancer>;
export type TargetGroup = z.infer<typeof targetGroup>;
export type TargetHealthDescription = z.infer<typeof targetHealthDescription>;
export type TagDescription = z.infer<typeof tagDescription>;
export type Listener = z.infer<typeof listener>;
export type Attribute = z.infer<typeof attribute>;
export type Instance = z.infer<typeof instance>;
export type NetworkInterface = z.infer<typeof networkInterface>;
export type SecurityGroup = z.infer<typeof securityGroup>;
export type SecurityGroupRule = z.infer<typeof securityGroupRule>;
export type ManagedPrefixList = z.infer<typeof managedPrefixList>;
export type NetworkAcl = z.infer<typeof networkAcl>;
export type Subnet = z.infer<typeof subnet>;
export type RouteTable = z.infer<typeof routeTable>;
export type Vpc = z.infer<typeof vpc>;
