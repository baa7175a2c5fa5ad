/** The rule for the NodePorts was revoked; the twin opens the whole range by the addresses of the VPC. */

import type { SecurityGroupRule } from '../../../lambda/snapshot/aws.ts';
import { change, failing, securityGroupRules } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'aws/security-group-blocks-health-check';

/** The rule that lets the load balancer in: the controller's, for the range of both NodePorts. */
const isBackendRule = ({ IsEgress, FromPort }: SecurityGroupRule) => IsEgress === false && FromPort === 30866;

const byAddress = ({ ReferencedGroupInfo: _, ...rule }: SecurityGroupRule): SecurityGroupRule => ({
  ...rule,
  FromPort: 30000,
  ToPort: 32767,
  CidrIpv4: '10.60.0.0/16',
});

export const recipe: Recipe = {
  rule,
  scenarios: {
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
  },
};
