/** The CiliumEnvoyConfig lists port 80 only; the twin lists none, which means all (1.15 and older). */

import type { CiliumEnvoyConfig } from '../../../../lambda/snapshot/kubernetes.ts';
import { gatewayWorld } from '../../base.ts';
import { change, each, failing, none, onPort, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

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

const listing =
  (ports: number[]) =>
  (config: CiliumEnvoyConfig): CiliumEnvoyConfig => ({
    ...config,
    spec: { ...config.spec, services: (config.spec?.services ?? []).map((service) => ({ ...service, ports })) },
  });

export const table = ruleTable(rule, {
  speaks: {
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
    'explains the port that is not listed': () =>
      change(gatewayWorld(), failing(onPort(31163)), each('ciliumenvoyconfigs.cilium.io', listing([80]))),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), each('ciliumenvoyconfigs.cilium.io', redirecting(undefined))),
      source: 'made',
      why: 'No list of ports redirects all of them.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where every port is listed': () => change(gatewayWorld(), failing()),
    'is refuted where the port that is not listed is healthy': () =>
      change(gatewayWorld(), failing(onPort(30866)), each('ciliumenvoyconfigs.cilium.io', listing([80]))),
    'says nothing where there is no CiliumEnvoyConfig at all': {
      world: () => change(gatewayWorld(), failing(), none('ciliumenvoyconfigs.cilium.io')),
      says: 'silent',
    },
  },
  unknown: {
    'is unknown where they were refused': () => change(gatewayWorld(), failing(), unread('ciliumenvoyconfigs.cilium.io', 'forbidden', 403)),
  },
});
