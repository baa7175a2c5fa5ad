/** Envoy support was switched on and the agents were not restarted, all of them or some; the twin was restarted whole. */

import { agentLogs, change, configWritten, failing, onNodes, started, withoutIngressAddress } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/agents-not-restarted';
const [before, switched, after] = ['2025-10-20T08:00:00Z', '2025-11-03T14:09:12Z', '2025-11-03T15:00:00Z'];
const drift = `time=${switched} level=warn msg="Mismatch found" module=agent.controlplane.config-drift-checker key=enable-envoy-config actual=false expectedValue=true expectedSource=kube-system/cilium-config`;
const benign = `time=${switched} level=warn msg="No local entry found" module=agent.controlplane.config-drift-checker key=gateway-api-hostnetwork-enabled expectedValue=false`;

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          configWritten(switched),
          started('cilium', before),
          withoutIngressAddress(),
          agentLogs(drift, benign),
          failing(),
        ),
      source: 'made',
      why: 'No CiliumNode has an ingress address although the ConfigMap asks for it, and every agent read its configuration before the key was written.',
      expected: { cause: rule, confidence: 'certain', status: 'down', never: ['cilium/envoy-config-off', 'cilium/envoy-config-missing'] },
    },
    'cause-partial-rollout': {
      world: () =>
        change(
          gatewayWorld(),
          configWritten(switched),
          started('cilium', before, [0, 1]),
          started('cilium', after, [2]),
          withoutIngressAddress(0, 1),
          failing(onNodes(0, 1)),
        ),
      source: 'made',
      why: 'Two of three agents were not restarted, and exactly their nodes fail: a healthy node excludes every cause that concerns the whole cluster.',
      expected: {
        cause: rule,
        confidence: 'certain',
        status: 'degraded',
        never: ['cilium/node-image-lacks-tproxy', 'aws/security-group-blocks-health-check'],
      },
    },
    twin: {
      world: () => change(gatewayWorld(), configWritten(switched), started('cilium', after), agentLogs(benign)),
      source: 'made',
      why: 'The same change, and the agents were restarted after it: every node has an ingress address. The line "No local entry found" is there all the same.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
