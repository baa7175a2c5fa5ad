/** Two listeners of one name in a CiliumEnvoyConfig; the twin has two of different names. */

import type { CiliumEnvoyConfig } from '../../../lambda/snapshot/kubernetes.ts';
import { change, each, failing } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/duplicate-listener-name';

const listener = (name: string) => ({ '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener', name, filterChains: [] });
const withListeners =
  (...names: readonly string[]) =>
  (config: CiliumEnvoyConfig): CiliumEnvoyConfig => ({ ...config, spec: { ...config.spec, resources: names.map(listener) } });

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), each('ciliumenvoyconfigs.cilium.io', withListeners('listener', 'listener')), failing()),
      source: 'made',
      why: 'spec.resources holds two listeners named "listener": agents skip the whole object.',
      expected: { cause: rule, status: 'down', never: ['cilium/conflicting-listeners', 'cilium/envoy-config-missing'] },
    },
    twin: {
      world: () => change(gatewayWorld(), each('ciliumenvoyconfigs.cilium.io', withListeners('listener', 'listener-passthrough'))),
      source: 'made',
      why: 'Two listeners, each with a name of its own.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
