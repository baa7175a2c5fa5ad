/** Source ranges without the load balancer in a version that enforces them on NodePorts; the twin has the VPC among them. */

import { change, ciliumVersion, failing, frontService } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/source-ranges-block-health-checks';

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          ciliumVersion('1.18.2'),
          frontService(() => ({ loadBalancerSourceRanges: ['203.0.113.0/24'] })),
          failing(),
        ),
      source: 'made',
      why: 'The ranges hold an office network only, and Cilium 1.18.2 enforces them on NodePorts: health checks come from the VPC.',
      expected: { cause: rule, confidence: 'likely', status: 'down', never: ['aws/security-group-blocks-health-check'] },
    },
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          ciliumVersion('1.18.2'),
          frontService(() => ({ loadBalancerSourceRanges: ['203.0.113.0/24', '10.60.0.0/16'] })),
        ),
      source: 'made',
      why: 'The ranges hold the VPC as well.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
