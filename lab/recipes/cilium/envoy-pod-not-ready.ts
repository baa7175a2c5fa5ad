/** cilium-envoy of one node crash-loops; the twin runs Envoy inside the agent and has no such pods. */

import { change, crashing, failing, named, onNodes, setting, without, withoutPods } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/envoy-pod-not-ready';

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), crashing('cilium-envoy', [1]), failing(onNodes(1))),
      source: 'made',
      why: 'Exactly the node whose cilium-envoy crash-loops fails, on both ports; agent and node are well.',
      expected: {
        cause: rule,
        confidence: 'certain',
        status: 'degraded',
        never: ['cilium/agent-pod-not-ready', 'cilium/agents-not-restarted'],
      },
    },
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          setting('external-envoy-proxy', 'false'),
          withoutPods('cilium-envoy', [0, 1, 2]),
          without('daemonsets.apps', named('cilium-envoy')),
        ),
      source: 'made',
      why: 'Envoy runs inside the agent: there is no DaemonSet, and none is needed.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
