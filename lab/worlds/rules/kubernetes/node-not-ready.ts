/** A node is NotReady and stays registered; in the twin its targets are draining. */

import type { Node } from '../../../../lambda/snapshot/kubernetes.ts';
import { gatewayWorld } from '../../base.ts';
import { change, failing, health, nodes, onNodes, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

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

const kubeletNotReady = (node: Node): Node => ({
  ...node,
  status: { ...node.status, conditions: [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'no' }] },
});

export const table = ruleTable(rule, {
  speaks: {
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
    'explains the targets of the node': () => change(gatewayWorld(), failing(onNodes(0)), nodes([0], kubeletNotReady)),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), nodes([0], notReady), health('draining', 'Target.DeregistrationInProgress', onNodes(0))),
      source: 'made',
      why: 'The same node, and the controller is deregistering it.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where all are Ready': () => change(gatewayWorld(), failing(onNodes(0))),
    'is refuted where the node serves all the same': () => change(gatewayWorld(), failing(onNodes(1)), nodes([0], kubeletNotReady)),
  },
  unknown: {
    'is unknown where nodes were refused': () => change(gatewayWorld(), failing(), unread('nodes', 'forbidden', 403)),
  },
});
