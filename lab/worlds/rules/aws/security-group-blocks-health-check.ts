/** The rule for the NodePorts was revoked; the twin opens the whole range by the addresses of the VPC. */

import type { SecurityGroupRule } from '../../../../lambda/snapshot/aws.ts';
import { gatewayWorld } from '../../base.ts';
import { change, type Edit, failing, network, networkUnread, onPort, securityGroupRules } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'aws/security-group-blocks-health-check';

/** The rule that lets the load balancer in: the controller's, for the range of both NodePorts. */
const isBackendRule = ({ IsEgress, FromPort }: SecurityGroupRule) => IsEgress === false && FromPort === 30866;

const byAddress = ({ ReferencedGroupInfo: _, ...rule }: SecurityGroupRule): SecurityGroupRule => ({
  ...rule,
  FromPort: 30000,
  ToPort: 32767,
  CidrIpv4: '10.60.0.0/16',
});

/** The backend rule with another source or range. */
export const admitting = (part: Partial<SecurityGroupRule>): Edit =>
  securityGroupRules((rules) =>
    rules.map((rule) =>
      isBackendRule(rule)
        ? {
            SecurityGroupRuleId: rule.SecurityGroupRuleId,
            GroupId: rule.GroupId,
            IsEgress: false,
            IpProtocol: 'tcp',
            FromPort: 30866,
            ToPort: 31163,
            ...part,
          }
        : rule,
    ),
  );

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          securityGroupRules((rules) => rules.filter((rule) => !isBackendRule(rule))),
          failing(),
        ),
      source: 'made',
      why: 'No rule of the nodes admits the load balancer to 30866 or 31163; everything in Kubernetes is well.',
      expected: {
        cause: rule,
        confidence: 'likely',
        status: 'down',
        never: ['aws/load-balancer-egress-blocked', 'aws/network-acl-blocks', 'cilium/agents-not-restarted'],
      },
    },
    'does not count UDP': () => change(gatewayWorld(), failing(), admitting({ IpProtocol: 'udp', CidrIpv4: '0.0.0.0/0' })),
    'does not count a reference to a group the load balancer does not have': () =>
      change(gatewayWorld(), failing(), admitting({ ReferencedGroupInfo: { GroupId: 'sg-0dead' } })),
    'explains one closed port of two': () =>
      change(gatewayWorld(), failing(onPort(31163)), admitting({ CidrIpv4: '10.60.0.0/16', ToPort: 31162 })),
  },
  silent: {
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          securityGroupRules((rules) => rules.map((rule) => (isBackendRule(rule) ? byAddress(rule) : rule))),
        ),
      source: 'made',
      why: 'Another rule that admits the same: by CIDR block instead of security group.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out by the rule of the controller': () => change(gatewayWorld(), failing()),
    'is ruled out by a block that holds the load balancer': () =>
      change(gatewayWorld(), failing(), admitting({ CidrIpv4: '10.60.0.0/16' })),
    'is ruled out by a prefix list that holds it': () =>
      change(
        gatewayWorld(),
        failing(),
        admitting({ PrefixListId: 'pl-1' }),
        network('managedPrefixLists', () => [{ PrefixListId: 'pl-1', Entries: [{ Cidr: '10.60.0.0/16' }] }]),
      ),
    'is refuted where the targets are healthy all the same': () =>
      change(gatewayWorld(), failing(onPort(30866)), admitting({ CidrIpv4: '10.60.0.0/16', ToPort: 31162 })),
  },
  unknown: {
    'is unknown where a prefix list was not read': () => change(gatewayWorld(), failing(), admitting({ PrefixListId: 'pl-1' })),
    'is unknown where rules were refused': () =>
      change(gatewayWorld(), failing(), networkUnread('securityGroupRules', 'ec2:DescribeSecurityGroupRules')),
    'is unknown where instances were refused': () => change(gatewayWorld(), failing(), networkUnread('instances', 'ec2:DescribeInstances')),
  },
});
