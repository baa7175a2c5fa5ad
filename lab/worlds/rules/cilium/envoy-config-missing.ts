/** The CiliumEnvoyConfig was pruned; in the twin it has another name and names the Service all the same. */

import { gatewayWorld } from '../../base.ts';
import { change, each, failing, none, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'cilium/envoy-config-missing';

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), none('ciliumenvoyconfigs.cilium.io'), failing()),
      source: 'made',
      why: 'All CiliumEnvoyConfigs were read and none names the Service; the agents run with Envoy configuration on.',
      expected: { cause: rule, confidence: 'likely', status: 'down', never: ['cilium/agents-not-restarted'] },
    },
    'explains that there is none': () => change(gatewayWorld(), failing(), none('ciliumenvoyconfigs.cilium.io')),
  },
  silent: {
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          each('ciliumenvoyconfigs.cilium.io', (config) => ({
            ...config,
            metadata: { ...config.metadata, name: 'cilium-gateway-shared-gateway-of-a-long-name' },
          })),
        ),
      source: 'made',
      why: 'The names differ, and spec.services names the Service: that is what counts.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where one names the Service': () => change(gatewayWorld(), failing()),
  },
  unknown: {
    'is unknown where they were refused': () => change(gatewayWorld(), failing(), unread('ciliumenvoyconfigs.cilium.io', 'forbidden', 403)),
    'is unknown where cluster-wide ones were refused and no other names the Service': () =>
      change(
        gatewayWorld(),
        failing(),
        none('ciliumenvoyconfigs.cilium.io'),
        unread('ciliumclusterwideenvoyconfigs.cilium.io', 'forbidden', 403),
      ),
  },
});
