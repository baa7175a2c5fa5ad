/** The agent of one node crash-loops; in the twin all are ready. */

import { gatewayWorld } from '../../base.ts';
import { change, crashing, failing, onNodes, pods, unread, withoutPods } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'cilium/agent-pod-not-ready';

export const table = ruleTable(rule, {
  speaks: {
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
    'explains the node of a crash-looping agent': () => change(gatewayWorld(), failing(onNodes(0)), crashing('cilium', [0])),
  },
  silent: {
    twin: {
      world: () => gatewayWorld(),
      source: 'made',
      why: 'All agents are ready.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where all agents are ready': () => change(gatewayWorld(), failing(onNodes(0))),
    'is refuted where the node with the sick agent is healthy': () => change(gatewayWorld(), failing(onNodes(1)), crashing('cilium', [0])),
    'does not take a pod that does not say whether it is ready for a sick one': () =>
      change(
        gatewayWorld(),
        failing(onNodes(0)),
        pods('cilium', ({ status: _, ...pod }) => pod),
      ),
  },
  unknown: {
    'is unknown where pods were refused': () => change(gatewayWorld(), failing(onNodes(0)), unread('pods', 'forbidden', 403)),
    'is unknown where nodes were refused': () => change(gatewayWorld(), failing(), unread('nodes', 'forbidden', 403)),
  },
});
