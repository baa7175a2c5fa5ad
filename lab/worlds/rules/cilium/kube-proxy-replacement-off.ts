/** Kube-proxy replacement switched off under a Gateway; the twin is switched on. */

import { gatewayWorld } from '../../base.ts';
import { change, failing, onNodes, setting, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'cilium/kube-proxy-replacement-off';

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), setting('kube-proxy-replacement', 'false'), failing()),
      source: 'made',
      why: 'The ConfigMap says kube-proxy-replacement "false", so no node programs the NodePorts.',
      expected: { cause: rule, status: 'down', never: ['cilium/agents-not-restarted', 'cilium/envoy-config-missing'] },
    },
    'explains an absent key, which means off': () => change(gatewayWorld(), failing(), setting('kube-proxy-replacement', undefined)),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), setting('kube-proxy-replacement', 'true')),
      source: 'made',
      why: 'The same world with kube-proxy replacement on.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where it is on': () => change(gatewayWorld(), failing()),
    'accepts the words of old versions': () => change(gatewayWorld(), failing(), setting('kube-proxy-replacement', 'strict')),
    'accepts enable-node-port in its place': () =>
      change(gatewayWorld(), failing(), setting('kube-proxy-replacement', 'false'), setting('enable-node-port', 'true')),
    'is refuted by one healthy target': () => change(gatewayWorld(), failing(onNodes(0, 1)), setting('kube-proxy-replacement', 'false')),
  },
  unknown: {
    'is unknown where the ConfigMap was refused': () => change(gatewayWorld(), failing(), unread('configmaps', 'forbidden', 403)),
  },
});
