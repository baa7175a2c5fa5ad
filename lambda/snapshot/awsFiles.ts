/** Which file of a region holds the answer to which AWS call, and under which key: one table for the reader and the writer. */

import * as z from 'zod/mini';
import {
  attribute,
  instance,
  listener,
  managedPrefixList,
  networkAcl,
  networkInterface,
  routeTable,
  securityGroup,
  securityGroupRule,
  subnet,
  tagDescription,
  targetHealthDescription,
  vpc,
} from './aws.ts';

/** Answers to one call for a whole region. `operation` is the IAM action, as it stands in `unreadable:`. */
export const regionFiles = {
  tags: { file: 'tags', key: 'TagDescriptions', operation: 'elasticloadbalancing:DescribeTags', shape: tagDescription },
  instances: { file: 'instances', key: 'Instances', operation: 'ec2:DescribeInstances', shape: instance },
  networkInterfaces: {
    file: 'network-interfaces',
    key: 'NetworkInterfaces',
    operation: 'ec2:DescribeNetworkInterfaces',
    shape: networkInterface,
  },
  securityGroups: { file: 'security-groups', key: 'SecurityGroups', operation: 'ec2:DescribeSecurityGroups', shape: securityGroup },
  securityGroupRules: {
    file: 'security-group-rules',
    key: 'SecurityGroupRules',
    operation: 'ec2:DescribeSecurityGroupRules',
    shape: securityGroupRule,
  },
  managedPrefixLists: {
    file: 'managed-prefix-lists',
    key: 'PrefixLists',
    operation: 'ec2:DescribeManagedPrefixLists',
    shape: managedPrefixList,
  },
  networkAcls: { file: 'network-acls', key: 'NetworkAcls', operation: 'ec2:DescribeNetworkAcls', shape: networkAcl },
  subnets: { file: 'subnets', key: 'Subnets', operation: 'ec2:DescribeSubnets', shape: subnet },
  routeTables: { file: 'route-tables', key: 'RouteTables', operation: 'ec2:DescribeRouteTables', shape: routeTable },
  vpcs: { file: 'vpcs', key: 'Vpcs', operation: 'ec2:DescribeVpcs', shape: vpc },
  dhcpOptions: { file: 'dhcp-options', key: 'DhcpOptions', operation: 'ec2:DescribeDhcpOptions', shape: z.record(z.string(), z.unknown()) },
} as const;

/** Answers to one call for each target group or load balancer, in a folder, a file for each name. */
export const namedFiles = {
  targetHealth: {
    file: 'target-health',
    of: 'targetGroups',
    key: 'TargetHealthDescriptions',
    operation: 'elasticloadbalancing:DescribeTargetHealth',
    shape: targetHealthDescription,
  },
  targetGroupAttributes: {
    file: 'target-group-attributes',
    of: 'targetGroups',
    key: 'Attributes',
    operation: 'elasticloadbalancing:DescribeTargetGroupAttributes',
    shape: attribute,
  },
  listeners: {
    file: 'listeners',
    of: 'loadBalancers',
    key: 'Listeners',
    operation: 'elasticloadbalancing:DescribeListeners',
    shape: listener,
  },
  loadBalancerAttributes: {
    file: 'load-balancer-attributes',
    of: 'loadBalancers',
    key: 'Attributes',
    operation: 'elasticloadbalancing:DescribeLoadBalancerAttributes',
    shape: attribute,
  },
} as const;

export const loadBalancersOperation = 'elasticloadbalancing:DescribeLoadBalancers';
export const targetGroupsOperation = 'elasticloadbalancing:DescribeTargetGroups';
