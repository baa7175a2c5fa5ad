/** A CiliumNodeConfig switches Envoy configuration off on the nodes of one zone; the twin sets something harmless there. */

import { gatewayWorld } from '../../base.ts';
import { add, change, failing, onNodes, unread, withoutIngressAddress } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'cilium/node-config-override';

const override = (defaults: Readonly<Record<string, string>>) => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNodeConfig',
  metadata: { name: 'zone-c', namespace: 'kube-system' },
  spec: { nodeSelector: { matchLabels: { 'topology.kubernetes.io/zone': 'eu-west-2c' } }, defaults: { ...defaults } },
});

const l7ProxyOffIn = (zone: string) => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNodeConfig',
  metadata: { name: 'zone', namespace: 'kube-system' },
  spec: { nodeSelector: { matchLabels: { 'topology.kubernetes.io/zone': zone } }, defaults: { 'enable-l7-proxy': 'false' } },
});

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          add('ciliumnodeconfigs.cilium.io', override({ 'enable-envoy-config': 'false' })),
          withoutIngressAddress(0),
          failing(onNodes(0)),
        ),
      source: 'made',
      why: 'Exactly the node that the override selects fails; the agents are as fresh as the others.',
      expected: { cause: rule, status: 'degraded', never: ['cilium/agents-not-restarted', 'cilium/node-image-lacks-tproxy'] },
    },
    'explains the nodes that are': () =>
      change(gatewayWorld(), failing(onNodes(0)), add('ciliumnodeconfigs.cilium.io', l7ProxyOffIn('eu-west-2c'))),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), add('ciliumnodeconfigs.cilium.io', override({ debug: 'true' }))),
      source: 'made',
      why: 'The same object sets a key that has nothing to do with it.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where there is no override': () => change(gatewayWorld(), failing()),
    'says nothing against nodes that are not selected': () =>
      change(gatewayWorld(), failing(onNodes(1)), add('ciliumnodeconfigs.cilium.io', l7ProxyOffIn('eu-west-2c'))),
  },
  unknown: {
    'is unknown where overrides were refused': () =>
      change(gatewayWorld(), failing(), unread('ciliumnodeconfigs.cilium.io', 'forbidden', 403)),
  },
});
