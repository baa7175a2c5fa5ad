/** cilium-envoy of one node crash-loops; the twin runs Envoy inside the agent and has no such pods. */

import { gatewayWorld } from '../../base.ts';
import { change, crashing, failing, named, onNodes, setting, unread, without, withoutPods } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'cilium/envoy-pod-not-ready';

export const table = ruleTable(rule, {
  speaks: {
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
    'explains an absent pod, never for certain': () => change(gatewayWorld(), failing(onNodes(2)), withoutPods('cilium-envoy', [2])),
  },
  silent: {
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
    'is ruled out where all are ready': () => change(gatewayWorld(), failing(onNodes(0))),
    'says nothing where Envoy runs inside the agent': {
      world: () => change(gatewayWorld(), failing(onNodes(0)), setting('external-envoy-proxy', 'false'), crashing('cilium-envoy', [0])),
      says: 'silent',
    },
    'is ruled out by the DaemonSet where nodes were refused': () => change(gatewayWorld(), failing(), unread('nodes', 'forbidden', 403)),
  },
  unknown: {
    'is unknown where pods were refused': () => change(gatewayWorld(), failing(onNodes(0)), unread('pods', 'forbidden', 403)),
  },
});
