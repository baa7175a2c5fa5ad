/** Two filter chains for one server name; the twin has two for different names. */

import type { CiliumEnvoyConfig } from '../../../../lambda/snapshot/kubernetes.ts';
import { gatewayWorld } from '../../base.ts';
import { change, each, failing, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

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

const chains =
  (...matches: readonly object[]) =>
  (config: CiliumEnvoyConfig): CiliumEnvoyConfig => ({
    ...config,
    spec: {
      ...config.spec,
      resources: [
        {
          filterChains: matches.map((match) => ({
            filterChainMatch: { transportProtocol: 'tls', serverNames: ['a.example.com'], ...match },
          })),
        },
      ],
    },
  });

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(gatewayWorld(), each('ciliumenvoyconfigs.cilium.io', withServerNames('shop.example.com', 'shop.example.com')), failing()),
      source: 'made',
      why: 'Two chains match tls with the same server name, which Envoy refuses.',
      expected: { cause: rule, status: 'down', never: ['cilium/duplicate-listener-name'] },
    },
    'explains two chains that match the same': () =>
      change(gatewayWorld(), failing(), each('ciliumenvoyconfigs.cilium.io', chains({}, {}))),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), each('ciliumenvoyconfigs.cilium.io', withServerNames('shop.example.com', 'api.example.com'))),
      source: 'made',
      why: 'Two chains, each for a server name of its own.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where chains match different names': () => change(gatewayWorld(), failing()),
    'does not hold chains of different ports against each other': () =>
      change(gatewayWorld(), failing(), each('ciliumenvoyconfigs.cilium.io', chains({ destinationPort: 443 }, { destinationPort: 8443 }))),
    'survives resources of any shape': () =>
      change(
        gatewayWorld(),
        failing(),
        each('ciliumenvoyconfigs.cilium.io', (config) => ({
          ...config,
          spec: { ...config.spec, resources: [{ filterChains: [null, 7, { filterChainMatch: 'x' }] }] },
        })),
      ),
  },
  unknown: {
    'is unknown where they were refused': () => change(gatewayWorld(), failing(), unread('ciliumenvoyconfigs.cilium.io', 'forbidden', 403)),
  },
});
