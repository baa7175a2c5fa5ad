import { describe, expect, test } from '@jest/globals';
import { gatewayWorld } from '../../../../lab/worlds/base.ts';
import { change, failing, onPort } from '../../../../lab/worlds/change.ts';
import { admitting } from '../../../../lab/worlds/rules/aws/security-group-blocks-health-check.ts';
import { securityGroupBlocksHealthCheck } from '../../../../lambda/diagnose/rules/aws/security-group-blocks-health-check.ts';
import { lookAt } from '../lookAt.ts';

describe('aws/security-group-blocks-health-check', () => {
  test('gives the exact parameters of the rule that is missing', () => {
    const [finding] = lookAt(
      securityGroupBlocksHealthCheck,
      change(gatewayWorld(), failing(onPort(31163)), admitting({ CidrIpv4: '10.60.0.0/16', ToPort: 31162 })),
    ).causes;
    expect(finding?.remedies[0]?.steps[0]?.text).toMatch(
      /--group-id sg-0ca10f1b1c00aac4e .*FromPort=31163,ToPort=31163,UserIdGroupPairs=\[\{GroupId=sg-046611ebbaa1b4aea/,
    );
    expect(finding?.explains).toEqual({ targets: 3, of: 3 });
  });

  test('shows a near miss as what speaks against', () => {
    const [finding] = lookAt(
      securityGroupBlocksHealthCheck,
      change(gatewayWorld(), failing(onPort(31163)), admitting({ CidrIpv4: '10.60.0.0/16', ToPort: 31162 })),
    ).causes;
    expect(finding?.evidence.find(({ supports }) => !supports)?.text).toMatch(/30866-31162/);
  });
});
