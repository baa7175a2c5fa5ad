/** A registered instance that is no node any more; the twin has one that is draining, on its way out. */

import { change, type Edit, regions } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'aws/stale-targets';

const leftover = (State: string, Reason: string): Edit =>
  regions((region) => ({
    ...region,
    targetHealth: new Map(
      [...region.targetHealth].map(([name, list]) => {
        const port = list.items[0]?.Target.Port;
        const gone = {
          Target: { Id: 'i-0deadbeef00000001', ...(port === undefined ? {} : { Port: port }) },
          HealthCheckPort: String(port),
          TargetHealth: { State, Reason },
        };
        return [name, { ...list, items: [...list.items, gone] }];
      }),
    ),
  }));

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), leftover('unhealthy', 'Target.FailedHealthChecks')),
      source: 'made',
      why: 'One registered instance is none of the nodes of the cluster; all nodes are healthy.',
      expected: { cause: rule, status: 'degraded', never: ['cilium/agents-not-restarted', 'kubernetes/service-deleted'] },
    },
    twin: {
      world: () => change(gatewayWorld(), leftover('draining', 'Target.DeregistrationInProgress')),
      source: 'made',
      why: 'The same instance is being deregistered: normal while nodes are replaced.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
