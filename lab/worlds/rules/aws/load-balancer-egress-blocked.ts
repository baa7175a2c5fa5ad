/** The security groups of the load balancer have no egress; the twin has one for the NodePorts only. */

import type { SecurityGroupRule } from '../../../../lambda/snapshot/aws.ts';
import { gatewayWorld } from '../../base.ts';
import { change, type Edit, failing, loadBalancers, networkUnread, securityGroupRules } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'aws/load-balancer-egress-blocked';

const own = ['sg-046611ebbaa1b4aea', 'sg-0c61db26aca317c0d'];
const isOwnEgress = ({ IsEgress, GroupId }: SecurityGroupRule) => IsEgress === true && own.includes(GroupId);

const egress = (part: Partial<SecurityGroupRule>): Edit =>
  securityGroupRules((rules) =>
    rules.map((rule) =>
      isOwnEgress(rule)
        ? { SecurityGroupRuleId: rule.SecurityGroupRuleId, GroupId: rule.GroupId, IsEgress: true, IpProtocol: '-1', ...part }
        : rule,
    ),
  );

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          securityGroupRules((rules) => rules.filter((rule) => !isOwnEgress(rule))),
          failing(),
        ),
      source: 'made',
      why: 'Both groups of the load balancer have no egress rule, as Terraform makes them; ingress on the nodes is right.',
      expected: { cause: rule, confidence: 'likely', status: 'down', never: ['aws/security-group-blocks-health-check'] },
    },
    'explains egress to somewhere else': () => change(gatewayWorld(), failing(), egress({ CidrIpv4: '192.0.2.0/24' })),
  },
  silent: {
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          securityGroupRules((rules) =>
            rules.map((rule) => (isOwnEgress(rule) ? { ...rule, IpProtocol: 'tcp', FromPort: 30000, ToPort: 32767 } : rule)),
          ),
        ),
      source: 'made',
      why: 'Egress is narrow and covers the NodePorts.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where egress is open': () => change(gatewayWorld(), failing()),
    'says nothing of a load balancer without security groups': {
      world: () =>
        change(
          gatewayWorld(),
          failing(),
          loadBalancers((one) => ({ ...one, SecurityGroups: [] })),
        ),
      says: 'silent',
    },
    'is ruled out by egress to the group of the nodes': () =>
      change(gatewayWorld(), failing(), egress({ ReferencedGroupInfo: { GroupId: 'sg-0ca10f1b1c00aac4e' } })),
  },
  unknown: {
    'is unknown where rules were refused': () =>
      change(gatewayWorld(), failing(), networkUnread('securityGroupRules', 'ec2:DescribeSecurityGroupRules')),
  },
});
