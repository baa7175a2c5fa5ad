/** Host network mode turned the Service into ClusterIP; in the twin the mode is off. */

import { change, failing, frontService, setting } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/host-network-removed-load-balancer';

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          setting('gateway-api-hostnetwork-enabled', 'true'),
          frontService(() => ({ type: 'ClusterIP' })),
          failing(),
        ),
      source: 'made',
      why: 'The ConfigMap says host network, and the Service is ClusterIP although a load balancer stands in front of it.',
      expected: {
        cause: rule,
        confidence: 'certain',
        status: 'down',
        never: ['kubernetes/node-port-not-allocated', 'kubernetes/service-deleted'],
      },
    },
    'cause-about-to': {
      world: () => change(gatewayWorld(), setting('gateway-api-hostnetwork-enabled', 'true')),
      source: 'made',
      why: 'The mode is switched on in the ConfigMap, the operator has not restarted: targets are healthy, and it will hurt.',
      expected: { cause: 'none', also: [rule], status: 'healthy' },
    },
    twin: {
      world: () => change(gatewayWorld(), setting('gateway-api-hostnetwork-enabled', 'false')),
      source: 'made',
      why: 'The normal mode behind a load balancer.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
