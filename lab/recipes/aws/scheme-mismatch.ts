/** The cloud provider ignores the scheme annotation: internal was asked for, internet-facing was made. The twin got what it asked for. */

import { annotateService, change, loadBalancers } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'aws/scheme-mismatch';

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' }),
          loadBalancers((one) => ({ ...one, Scheme: 'internet-facing' })),
        ),
      source: 'made',
      why: 'The Service asks for internal, and the load balancer faces the internet.',
      expected: { cause: 'none', also: [rule], status: 'healthy' },
    },
    twin: {
      world: () => change(gatewayWorld(), annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' })),
      source: 'made',
      why: 'Asked for internal, got internal.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
