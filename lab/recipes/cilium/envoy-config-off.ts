/** Gateway API on without enable-envoy-config, absent or false; the twin has it. */

import { change, failing, setting, withoutIngressAddress } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/envoy-config-off';

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), setting('enable-envoy-config', undefined), withoutIngressAddress(), failing()),
      source: 'made',
      why: 'The ConfigMap was read whole and lacks the key; freshly started agents publish no ingress address.',
      expected: { cause: rule, confidence: 'likely', status: 'down', never: ['cilium/agents-not-restarted'] },
    },
    'cause-false': {
      world: () => change(gatewayWorld(), setting('enable-envoy-config', 'false'), withoutIngressAddress(), failing()),
      source: 'made',
      why: 'The key is there and says false.',
      expected: { cause: rule, confidence: 'certain', status: 'down', never: ['cilium/agents-not-restarted'] },
    },
    twin: {
      world: () => change(gatewayWorld(), setting('enable-envoy-config', 'true')),
      source: 'made',
      why: 'The key is there and says true.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
