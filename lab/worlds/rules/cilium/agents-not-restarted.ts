/** Envoy support was switched on and the agents were not restarted, all of them or some; the twin was restarted whole. */

import { gatewayWorld } from '../../base.ts';
import {
  agentLogs,
  change,
  ciliumNodes,
  configWritten,
  failing,
  onNodes,
  setting,
  started,
  unread,
  withoutIngressAddress,
} from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'cilium/agents-not-restarted';

const [before, switched, after] = ['2025-10-20T08:00:00Z', '2025-11-03T14:09:12Z', '2025-11-03T15:00:00Z'];
const drift = `time=${switched} level=warn msg="Mismatch found" module=agent.controlplane.config-drift-checker key=enable-envoy-config actual=false expectedValue=true expectedSource=kube-system/cilium-config`;
const benign = `time=${switched} level=warn msg="No local entry found" module=agent.controlplane.config-drift-checker key=gateway-api-hostnetwork-enabled expectedValue=false`;

const driftOf = (key: string) =>
  `level=warn msg="Mismatch found" key=${key} actual=false expectedValue=true expectedSource=kube-system/cilium-config`;

export const table = ruleTable(rule, {
  speaks: {
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
    'explains by a log line where nothing else was read': () =>
      change(gatewayWorld(), failing(), unread('ciliumnodes.cilium.io'), agentLogs(driftOf('enable-gateway-api'))),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), configWritten(switched), started('cilium', after), agentLogs(benign)),
      source: 'made',
      why: 'The same change, and the agents were restarted after it: every node has an ingress address. The line "No local entry found" is there all the same.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out while every node has an ingress address': () => change(gatewayWorld(), failing()),
    'says nothing where the ConfigMap does not ask for Envoy configuration': {
      world: () => change(gatewayWorld(), failing(), setting('enable-envoy-config', 'false'), withoutIngressAddress()),
      says: 'silent',
    },
    'does not blame agents that read the ConfigMap after it was changed': () =>
      change(gatewayWorld(), failing(), withoutIngressAddress(), configWritten('2025-11-03T15:00:00Z')),
  },
  unknown: {
    'is unknown where CiliumNodes were refused': () => change(gatewayWorld(), failing(), unread('ciliumnodes.cilium.io', 'forbidden', 403)),
    'is unknown where a CiliumNode does not show spec.ingress': () =>
      change(
        gatewayWorld(),
        failing(),
        ciliumNodes([0, 1, 2], ({ spec: { ingress: _, ...spec } = {}, ...node }) => ({ ...node, spec })),
      ),
    'does not take a drift of another key for it': () =>
      change(gatewayWorld(), failing(), unread('ciliumnodes.cilium.io'), agentLogs(driftOf('debug'))),
    'does not take the benign line for it': () =>
      change(
        gatewayWorld(),
        failing(),
        unread('ciliumnodes.cilium.io'),
        agentLogs('level=warn msg="No local entry found" key=enable-gateway-api expectedValue=true'),
      ),
  },
});
