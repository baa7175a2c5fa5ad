import { describe, expect, test } from '@jest/globals';
import { change, type Edit, failing, loadBalancers, networkUnread, securityGroupRules } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { loadBalancerEgressBlocked } from '../../../../lambda/diagnose/rules/aws/load-balancer-egress-blocked.ts';
import type { SecurityGroupRule } from '../../../../lambda/snapshot/aws.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const own = ['sg-046611ebbaa1b4aea', 'sg-0c61db26aca317c0d'];
const egress = (part: Partial<SecurityGroupRule>): Edit =>
  securityGroupRules((rules) =>
    rules.map((rule) =>
      rule.IsEgress === true && own.includes(rule.GroupId)
        ? { SecurityGroupRuleId: rule.SecurityGroupRuleId, GroupId: rule.GroupId, IsEgress: true, IpProtocol: '-1', ...part }
        : rule,
    ),
  );

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where egress is open', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'says nothing of a load balancer without security groups',
    () =>
      change(
        gatewayWorld(),
        failing(),
        loadBalancers((one) => ({ ...one, SecurityGroups: [] })),
      ),
    'silent',
  ],
  [
    'is unknown where rules were refused',
    () => change(gatewayWorld(), failing(), networkUnread('securityGroupRules', 'ec2:DescribeSecurityGroupRules')),
    'unknown',
  ],
  [
    'is ruled out by egress to the group of the nodes',
    () => change(gatewayWorld(), failing(), egress({ ReferencedGroupInfo: { GroupId: 'sg-0ca10f1b1c00aac4e' } })),
    'ruledOut',
  ],
  ['explains egress to somewhere else', () => change(gatewayWorld(), failing(), egress({ CidrIpv4: '192.0.2.0/24' })), 'cause'],
];

describe('aws/load-balancer-egress-blocked', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(loadBalancerEgressBlocked, world())).toBe(word);
  });
});
