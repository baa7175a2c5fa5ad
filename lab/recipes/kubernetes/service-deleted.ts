/** The Service is gone and the load balancer stayed; in the twin it was made anew and is in use. */

import type { Service } from '../../../lambda/snapshot/kubernetes.ts';
import { change, each, failing, without } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'kubernetes/service-deleted';

const isFront = ({ spec }: Service) => spec?.type === 'LoadBalancer';

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), without('services', isFront), without('ciliumenvoyconfigs.cilium.io'), failing()),
      source: 'made',
      why: 'All Services were read, and the one that tags and bindings name is not among them.',
      expected: {
        cause: rule,
        confidence: 'likely',
        status: 'down',
        never: ['cilium/envoy-config-missing', 'kubernetes/node-port-changed'],
      },
    },
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          each(
            'services',
            (service) => ({ ...service, metadata: { ...service.metadata, creationTimestamp: '2025-11-03T15:30:00Z' } }),
            isFront,
          ),
        ),
      source: 'made',
      why: 'The Service is younger than the load balancer, but its status names it: it is in use.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
