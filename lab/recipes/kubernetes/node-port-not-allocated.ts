/** A Service without NodePorts under target type instance; the twin has them. */

import { change, deregistered, frontService } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'kubernetes/node-port-not-allocated';

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          frontService(({ ports }) => ({
            allocateLoadBalancerNodePorts: false,
            ports: (ports ?? []).map(({ nodePort: _, ...port }) => port),
          })),
          deregistered(),
        ),
      source: 'made',
      why: 'allocateLoadBalancerNodePorts is false and no port has a NodePort: the groups are empty.',
      expected: { cause: rule, status: 'down', never: ['aws/missing-targets', 'kubernetes/nodes-excluded'] },
    },
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          frontService(() => ({ allocateLoadBalancerNodePorts: false })),
        ),
      source: 'made',
      why: 'The switch is off, but the ports kept the NodePorts they had.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
