/** Kube-proxy replacement switched off under a Gateway; the twin is switched on. */

import { change, failing, setting } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/kube-proxy-replacement-off';

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), setting('kube-proxy-replacement', 'false'), failing()),
      source: 'made',
      why: 'The ConfigMap says kube-proxy-replacement "false", so no node programs the NodePorts.',
      expected: { cause: rule, status: 'down', never: ['cilium/agents-not-restarted', 'cilium/envoy-config-missing'] },
    },
    twin: {
      world: () => change(gatewayWorld(), setting('kube-proxy-replacement', 'true')),
      source: 'made',
      why: 'The same world with kube-proxy replacement on.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
