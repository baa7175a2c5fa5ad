/** Two filter chains for one server name; the twin has two for different names. */

import type { CiliumEnvoyConfig } from '../../../lambda/snapshot/kubernetes.ts';
import { change, each, failing } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/conflicting-listeners';

const chain = (name: string) => ({ filterChainMatch: { transportProtocol: 'tls', serverNames: [name] }, filters: [] });
const withServerNames =
  (...names: readonly string[]) =>
  (config: CiliumEnvoyConfig): CiliumEnvoyConfig => ({
    ...config,
    spec: {
      ...config.spec,
      resources: [{ '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener', name: 'listener', filterChains: names.map(chain) }],
    },
  });

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () =>
        change(gatewayWorld(), each('ciliumenvoyconfigs.cilium.io', withServerNames('shop.example.com', 'shop.example.com')), failing()),
      source: 'made',
      why: 'Two chains match tls with the same server name, which Envoy refuses.',
      expected: { cause: rule, status: 'down', never: ['cilium/duplicate-listener-name'] },
    },
    twin: {
      world: () => change(gatewayWorld(), each('ciliumenvoyconfigs.cilium.io', withServerNames('shop.example.com', 'api.example.com'))),
      source: 'made',
      why: 'Two chains, each for a server name of its own.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
