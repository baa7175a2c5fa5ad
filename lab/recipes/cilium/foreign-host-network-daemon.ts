/** A VPN runs on the host of the failing node only; in the twin it runs everywhere and hurts nobody. */

import type { Pod } from '../../../lambda/snapshot/kubernetes.ts';
import { add, change, type Edit, failing, onNodes } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/foreign-host-network-daemon';

const hosts = ['ip-10-60-89-168', 'ip-10-60-5-134', 'ip-10-60-46-148'];
const vpnOn = (place: number): Edit =>
  add('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `tailscale-${place}`,
      namespace: 'kube-system',
      labels: { app: 'tailscale' },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'tailscale' }],
    },
    spec: { nodeName: `${hosts[place]}.eu-west-2.compute.internal`, hostNetwork: true, containers: [{ name: 'tailscale' }] },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  } satisfies Pod);

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), vpnOn(0), failing(onNodes(0))),
      source: 'made',
      why: 'The failing node runs a host-network DaemonSet that no healthy node runs.',
      expected: { cause: rule, confidence: 'possible', status: 'degraded', never: ['cilium/agent-pod-not-ready'] },
    },
    twin: {
      world: () => change(gatewayWorld(), vpnOn(0), vpnOn(1), vpnOn(2)),
      source: 'made',
      why: 'The DaemonSet runs on every node, and all are healthy.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
