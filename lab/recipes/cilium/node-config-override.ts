/** A CiliumNodeConfig switches Envoy configuration off on the nodes of one zone; the twin sets something harmless there. */

import { add, change, failing, onNodes, withoutIngressAddress } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/node-config-override';

const override = (defaults: Readonly<Record<string, string>>) => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNodeConfig',
  metadata: { name: 'zone-c', namespace: 'kube-system' },
  spec: { nodeSelector: { matchLabels: { 'topology.kubernetes.io/zone': 'eu-west-2c' } }, defaults: { ...defaults } },
});

export const recipe: Recipe = {
  rule,
  scenarios: {
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
    twin: {
      world: () => change(gatewayWorld(), add('ciliumnodeconfigs.cilium.io', override({ debug: 'true' }))),
      source: 'made',
      why: 'The same object sets a key that has nothing to do with it.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
