/** The CiliumEnvoyConfig was pruned; in the twin it has another name and names the Service all the same. */

import { change, each, failing, none } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/envoy-config-missing';

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), none('ciliumenvoyconfigs.cilium.io'), failing()),
      source: 'made',
      why: 'All CiliumEnvoyConfigs were read and none names the Service; the agents run with Envoy configuration on.',
      expected: { cause: rule, confidence: 'likely', status: 'down', never: ['cilium/agents-not-restarted'] },
    },
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          each('ciliumenvoyconfigs.cilium.io', (config) => ({
            ...config,
            metadata: { ...config.metadata, name: 'cilium-gateway-shared-gateway-of-a-long-name' },
          })),
        ),
      source: 'made',
      why: 'The names differ, and spec.services names the Service: that is what counts.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
