/** The load balancer is still being made; the twin is impaired and works. */

import { change, health, loadBalancers } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'aws/load-balancer-not-active';

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          loadBalancers((one) => ({ ...one, State: { Code: 'provisioning' }, CreatedTime: '2025-11-03T16:00:00Z' })),
          health('initial', 'Elb.RegistrationInProgress'),
        ),
      source: 'made',
      why: 'The load balancer was made two minutes ago and is provisioning.',
      expected: { cause: rule, status: 'down', never: ['cilium/agents-not-restarted'] },
    },
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          loadBalancers((one) => ({ ...one, State: { Code: 'active_impaired' } })),
        ),
      source: 'made',
      why: 'It works, and could not get all it needs: advice, not a cause.',
      expected: { cause: 'none', status: 'healthy', also: [rule] },
    },
  },
};
