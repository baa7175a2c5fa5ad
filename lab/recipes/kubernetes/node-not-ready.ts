/** A node is NotReady and stays registered; in the twin its targets are draining. */

import type { Node } from '../../../lambda/snapshot/kubernetes.ts';
import { change, failing, health, nodes, onNodes } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'kubernetes/node-not-ready';

const notReady = (node: Node): Node => ({
  ...node,
  status: {
    ...node.status,
    conditions: (node.status?.conditions ?? []).map((one) =>
      one.type === 'Ready'
        ? {
            ...one,
            status: 'Unknown',
            reason: 'NodeStatusUnknown',
            message: 'Kubelet stopped posting node status.',
            lastTransitionTime: '2025-11-03T15:40:00Z',
          }
        : one,
    ),
  },
});

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), nodes([0], notReady), failing(onNodes(0))),
      source: 'made',
      why: 'The failing node does not report any more; what runs on it follows from that.',
      expected: {
        cause: rule,
        confidence: 'likely',
        status: 'degraded',
        never: ['cilium/agent-pod-not-ready', 'cilium/node-image-lacks-tproxy'],
      },
    },
    twin: {
      world: () => change(gatewayWorld(), nodes([0], notReady), health('draining', 'Target.DeregistrationInProgress', onNodes(0))),
      source: 'made',
      why: 'The same node, and the controller is deregistering it.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
