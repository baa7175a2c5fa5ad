import { describe, expect, test } from '@jest/globals';
import { change, type Edit, failing, network, networkUnread, onPort, securityGroupRules } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { securityGroupBlocksHealthCheck } from '../../../../lambda/diagnose/rules/aws/security-group-blocks-health-check.ts';
import type { SecurityGroupRule } from '../../../../lambda/snapshot/aws.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { lookAt, wordFor } from '../lookAt.ts';

const isBackendRule = ({ IsEgress, FromPort }: SecurityGroupRule) => IsEgress === false && FromPort === 30866;
const from = (part: Partial<SecurityGroupRule>): Edit =>
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

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out by the rule of the controller', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'is ruled out by a block that holds the load balancer',
    () => change(gatewayWorld(), failing(), from({ CidrIpv4: '10.60.0.0/16' })),
    'ruledOut',
  ],
  [
    'is ruled out by a prefix list that holds it',
    () =>
      change(
        gatewayWorld(),
        failing(),
        from({ PrefixListId: 'pl-1' }),
        network('managedPrefixLists', () => [{ PrefixListId: 'pl-1', Entries: [{ Cidr: '10.60.0.0/16' }] }]),
      ),
    'ruledOut',
  ],
  ['is unknown where a prefix list was not read', () => change(gatewayWorld(), failing(), from({ PrefixListId: 'pl-1' })), 'unknown'],
  [
    'is unknown where rules were refused',
    () => change(gatewayWorld(), failing(), networkUnread('securityGroupRules', 'ec2:DescribeSecurityGroupRules')),
    'unknown',
  ],
  [
    'is unknown where instances were refused',
    () => change(gatewayWorld(), failing(), networkUnread('instances', 'ec2:DescribeInstances')),
    'unknown',
  ],
  ['does not count UDP', () => change(gatewayWorld(), failing(), from({ IpProtocol: 'udp', CidrIpv4: '0.0.0.0/0' })), 'cause'],
  [
    'does not count a reference to a group the load balancer does not have',
    () => change(gatewayWorld(), failing(), from({ ReferencedGroupInfo: { GroupId: 'sg-0dead' } })),
    'cause',
  ],
  [
    'explains one closed port of two',
    () => change(gatewayWorld(), failing(onPort(31163)), from({ CidrIpv4: '10.60.0.0/16', ToPort: 31162 })),
    'cause',
  ],
  [
    'is refuted where the targets are healthy all the same',
    () => change(gatewayWorld(), failing(onPort(30866)), from({ CidrIpv4: '10.60.0.0/16', ToPort: 31162 })),
    'ruledOut',
  ],
];

describe('aws/security-group-blocks-health-check', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(securityGroupBlocksHealthCheck, world())).toBe(word);
  });

  test('gives the exact parameters of the rule that is missing', () => {
    const [finding] = lookAt(
      securityGroupBlocksHealthCheck,
      change(gatewayWorld(), failing(onPort(31163)), from({ CidrIpv4: '10.60.0.0/16', ToPort: 31162 })),
    ).causes;
    expect(finding?.remedies[0]?.steps[0]?.text).toMatch(
      /--group-id sg-0ca10f1b1c00aac4e .*FromPort=31163,ToPort=31163,UserIdGroupPairs=\[\{GroupId=sg-046611ebbaa1b4aea/,
    );
    expect(finding?.explains).toEqual({ targets: 3, of: 3 });
  });

  test('shows a near miss as what speaks against', () => {
    const [finding] = lookAt(
      securityGroupBlocksHealthCheck,
      change(gatewayWorld(), failing(onPort(31163)), from({ CidrIpv4: '10.60.0.0/16', ToPort: 31162 })),
    ).causes;
    expect(finding?.evidence.find(({ supports }) => !supports)?.text).toMatch(/30866-31162/);
  });
});
