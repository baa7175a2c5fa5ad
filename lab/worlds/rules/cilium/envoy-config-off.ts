/** Gateway API on without enable-envoy-config, absent or false; the twin has it. */

import { gatewayWorld } from '../../base.ts';
import { change, type Edit, failing, setting, unread, withoutIngressAddress } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'cilium/envoy-config-off';

const excerpt: Edit = (snapshot) => ({
  ...snapshot,
  clusters: snapshot.clusters.map((cluster) => ({ ...cluster, partial: new Set(['configmaps/kube-system/cilium-config']) })),
});

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), setting('enable-envoy-config', undefined), withoutIngressAddress(), failing()),
      source: 'made',
      why: 'The ConfigMap was read whole and lacks the key; freshly started agents publish no ingress address.',
      expected: { cause: rule, confidence: 'likely', status: 'down', never: ['cilium/agents-not-restarted'] },
    },
    'cause-false': {
      world: () => change(gatewayWorld(), setting('enable-envoy-config', 'false'), withoutIngressAddress(), failing()),
      source: 'made',
      why: 'The key is there and says false.',
      expected: { cause: rule, confidence: 'certain', status: 'down', never: ['cilium/agents-not-restarted'] },
    },
    'explains a key that is not there': () =>
      change(gatewayWorld(), failing(), setting('enable-envoy-config', undefined), withoutIngressAddress()),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), setting('enable-envoy-config', 'true')),
      source: 'made',
      why: 'The key is there and says true.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where it is on': () => change(gatewayWorld(), failing()),
    'is ruled out where the running agents have it on all the same': () =>
      change(gatewayWorld(), failing(), setting('enable-envoy-config', 'false')),
  },
  unknown: {
    'is unknown where the ConfigMap was refused': () => change(gatewayWorld(), failing(), unread('configmaps', 'forbidden', 403)),
    'is unknown where only an excerpt was seen': () =>
      change(gatewayWorld(), failing(), setting('enable-envoy-config', undefined), withoutIngressAddress(), excerpt),
  },
});
