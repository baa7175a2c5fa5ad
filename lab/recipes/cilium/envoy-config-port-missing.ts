/** The CiliumEnvoyConfig lists port 80 only; the twin lists none, which means all (1.15 and older). */

import type { CiliumEnvoyConfig } from '../../../lambda/snapshot/kubernetes.ts';
import { change, each, failing, onPort } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/envoy-config-port-missing';

const redirecting =
  (ports: number[] | undefined) =>
  (config: CiliumEnvoyConfig): CiliumEnvoyConfig => ({
    ...config,
    spec: {
      ...config.spec,
      services: (config.spec?.services ?? []).map(({ ports: _, ...service }) => (ports === undefined ? service : { ...service, ports })),
    },
  });

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), each('ciliumenvoyconfigs.cilium.io', redirecting([80])), failing(onPort(31163))),
      source: 'made',
      why: 'One port fails on every node, and it is the one that the CiliumEnvoyConfig does not list.',
      expected: {
        cause: rule,
        confidence: 'certain',
        status: 'degraded',
        never: ['aws/security-group-blocks-health-check', 'cilium/agents-not-restarted'],
      },
    },
    twin: {
      world: () => change(gatewayWorld(), each('ciliumenvoyconfigs.cilium.io', redirecting(undefined))),
      source: 'made',
      why: 'No list of ports redirects all of them.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
