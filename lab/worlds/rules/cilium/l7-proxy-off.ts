/** The layer 7 proxy switched off; the twin leaves the key out, which means on. */

import { gatewayWorld } from '../../base.ts';
import { change, failing, setting, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'cilium/l7-proxy-off';

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), setting('enable-l7-proxy', 'false'), setting('external-envoy-proxy', 'false'), failing()),
      source: 'made',
      why: 'enable-l7-proxy "false": no Envoy runs, although every CiliumNode has an ingress address.',
      expected: { cause: rule, confidence: 'certain', status: 'down', never: ['cilium/agents-not-restarted'] },
    },
    'explains false': () => change(gatewayWorld(), failing(), setting('enable-l7-proxy', 'false')),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), setting('enable-l7-proxy', undefined)),
      source: 'made',
      why: 'The key is absent, and on is the default.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where it is on': () => change(gatewayWorld(), failing()),
    'explains only an explicit false': () => change(gatewayWorld(), failing(), setting('enable-l7-proxy', undefined)),
  },
  unknown: {
    'is unknown where the ConfigMap was refused': () => change(gatewayWorld(), failing(), unread('configmaps', 'forbidden', 403)),
  },
});
