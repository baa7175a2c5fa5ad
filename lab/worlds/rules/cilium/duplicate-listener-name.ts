/** Two listeners of one name in a CiliumEnvoyConfig; the twin has two of different names. */

import type { CiliumEnvoyConfig } from '../../../../lambda/snapshot/kubernetes.ts';
import { gatewayWorld } from '../../base.ts';
import { change, each, failing, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'cilium/duplicate-listener-name';

const listener = (name: string) => ({ '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener', name, filterChains: [] });
const withListeners =
  (...names: readonly string[]) =>
  (config: CiliumEnvoyConfig): CiliumEnvoyConfig => ({ ...config, spec: { ...config.spec, resources: names.map(listener) } });

const holding =
  (type: string) =>
  (config: CiliumEnvoyConfig): CiliumEnvoyConfig => ({
    ...config,
    spec: {
      ...config.spec,
      resources: [
        { '@type': type, name: 'same' },
        { '@type': type, name: 'same' },
      ],
    },
  });

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), each('ciliumenvoyconfigs.cilium.io', withListeners('listener', 'listener')), failing()),
      source: 'made',
      why: 'spec.resources holds two listeners named "listener": agents skip the whole object.',
      expected: { cause: rule, status: 'down', never: ['cilium/conflicting-listeners', 'cilium/envoy-config-missing'] },
    },
    'explains two listeners of one name': () =>
      change(
        gatewayWorld(),
        failing(),
        each('ciliumenvoyconfigs.cilium.io', holding('type.googleapis.com/envoy.config.listener.v3.Listener')),
      ),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), each('ciliumenvoyconfigs.cilium.io', withListeners('listener', 'listener-passthrough'))),
      source: 'made',
      why: 'Two listeners, each with a name of its own.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where names differ': () => change(gatewayWorld(), failing()),
    'does not count resources of other kinds': () =>
      change(
        gatewayWorld(),
        failing(),
        each('ciliumenvoyconfigs.cilium.io', holding('type.googleapis.com/envoy.config.cluster.v3.Cluster')),
      ),
  },
  unknown: {
    'is unknown where they were refused': () => change(gatewayWorld(), failing(), unread('ciliumenvoyconfigs.cilium.io', 'forbidden', 403)),
  },
});
