/** The group of port 443 is attached to nothing; the twin has both attached. */

import { change, health, onPort, regions, targetGroups } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'aws/target-group-without-listener';

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          targetGroups((group) => (group.Port === 31163 ? { ...group, LoadBalancerArns: [] } : group)),
          regions((region) => ({
            ...region,
            listeners: new Map(
              [...region.listeners].map(([name, list]) => [name, { ...list, items: list.items.filter(({ Port }) => Port !== 443) }]),
            ),
          })),
          health('unused', 'Target.NotInUse', onPort(31163)),
        ),
      source: 'made',
      why: 'AWS lists no load balancer for the group of the Service port 443, and its targets are unused.',
      expected: {
        cause: rule,
        confidence: 'certain',
        status: 'degraded',
        never: ['cilium/envoy-config-port-missing', 'aws/security-group-blocks-health-check'],
      },
    },
    twin: {
      world: () => gatewayWorld(),
      source: 'made',
      why: 'Both groups are attached.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
