/** The layer 7 proxy switched off; the twin leaves the key out, which means on. */

import { change, failing, setting } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/l7-proxy-off';

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), setting('enable-l7-proxy', 'false'), setting('external-envoy-proxy', 'false'), failing()),
      source: 'made',
      why: 'enable-l7-proxy "false": no Envoy runs, although every CiliumNode has an ingress address.',
      expected: { cause: rule, confidence: 'certain', status: 'down', never: ['cilium/agents-not-restarted'] },
    },
    twin: {
      world: () => change(gatewayWorld(), setting('enable-l7-proxy', undefined)),
      source: 'made',
      why: 'The key is absent, and on is the default.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
