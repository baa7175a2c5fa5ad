/** A node stands in a zone the load balancer does not serve; in the twin all zones are served. */

import { change, health, loadBalancers, onNodes } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'aws/zone-not-enabled';

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          loadBalancers((one) => ({
            ...one,
            AvailabilityZones: (one.AvailabilityZones ?? []).filter(({ ZoneName }) => ZoneName !== 'eu-west-2c'),
          })),
          health('unused', 'Target.NotInUse', onNodes(0)),
        ),
      source: 'made',
      why: 'The load balancer serves two zones, and the targets of the third are unused.',
      expected: {
        cause: rule,
        confidence: 'certain',
        status: 'degraded',
        never: ['aws/target-group-without-listener', 'aws/instance-not-running'],
      },
    },
    twin: {
      world: () => gatewayWorld(),
      source: 'made',
      why: 'Every zone with a node is served.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
