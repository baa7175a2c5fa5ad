/** The agent of one node crash-loops; in the twin all are ready. */

import { change, crashing, failing, onNodes, withoutPods } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/agent-pod-not-ready';

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), crashing('cilium', [0]), failing(onNodes(0))),
      source: 'made',
      why: 'Exactly the node whose agent crash-loops fails, on both ports; its Envoy and the node are well.',
      expected: {
        cause: rule,
        status: 'degraded',
        never: ['cilium/envoy-pod-not-ready', 'kubernetes/node-not-ready', 'cilium/node-image-lacks-tproxy'],
      },
    },
    'cause-absent': {
      world: () => change(gatewayWorld(), withoutPods('cilium', [2]), failing(onNodes(2))),
      source: 'made',
      why: 'Agents were read by their selector, and one node has none.',
      expected: { cause: rule, confidence: 'likely', status: 'degraded' },
    },
    twin: {
      world: () => gatewayWorld(),
      source: 'made',
      why: 'All agents are ready.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
