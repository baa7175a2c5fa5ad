/** The security groups of the load balancer have no egress; the twin has one for the NodePorts only. */

import type { SecurityGroupRule } from '../../../lambda/snapshot/aws.ts';
import { change, failing, securityGroupRules } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'aws/load-balancer-egress-blocked';

const own = ['sg-046611ebbaa1b4aea', 'sg-0c61db26aca317c0d'];
const isOwnEgress = ({ IsEgress, GroupId }: SecurityGroupRule) => IsEgress === true && own.includes(GroupId);

export const recipe: Recipe = {
  rule,
  scenarios: {
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
  },
};
