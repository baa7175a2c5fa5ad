/** A VPN runs on the host of the failing node only; in the twin it runs everywhere and hurts nobody. */

import type { Pod } from '../../../../lambda/snapshot/kubernetes.ts';
import { gatewayWorld } from '../../base.ts';
import { add, change, type Edit, failing, onNodes } from '../../change.ts';
import { ruleTable } from '../table.ts';

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

const daemon =
  (place: number, hostNetwork: boolean, owner: string): Edit =>
  (snapshot) => {
    const nodeName = snapshot.clusters[0]?.readings.get('nodes')?.items[place]?.metadata.name ?? '';
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `${owner}-${place}`, namespace: 'kube-system', ownerReferences: [{ kind: 'DaemonSet', name: owner }] },
      spec: { nodeName, hostNetwork },
    };
    return change(snapshot, add('pods', pod));
  };

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), vpnOn(0), failing(onNodes(0))),
      source: 'made',
      why: 'The failing node runs a host-network DaemonSet that no healthy node runs.',
      expected: { cause: rule, confidence: 'possible', status: 'degraded', never: ['cilium/agent-pod-not-ready'] },
    },
    'explains as a possibility': () => change(gatewayWorld(), failing(onNodes(0)), daemon(0, true, 'vpn')),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), vpnOn(0), vpnOn(1), vpnOn(2)),
      source: 'made',
      why: 'The DaemonSet runs on every node, and all are healthy.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'says nothing where there is no other DaemonSet': { world: () => change(gatewayWorld(), failing(onNodes(0))), says: 'silent' },
    'is ruled out where it runs on a healthy node too': () =>
      change(gatewayWorld(), failing(onNodes(0)), daemon(0, true, 'vpn'), daemon(1, true, 'vpn')),
    'does not look at pods in their own network': {
      world: () => change(gatewayWorld(), failing(onNodes(0)), daemon(0, false, 'vpn')),
      says: 'silent',
    },
    "does not suspect Cilium's own or AWS's": {
      world: () => change(gatewayWorld(), failing(onNodes(0)), daemon(0, true, 'aws-node')),
      says: 'silent',
    },
  },
});
