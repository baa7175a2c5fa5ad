import { describe, expect, test } from '@jest/globals';
import { change, each, failing, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { conflictingListeners } from '../../../../lambda/diagnose/rules/cilium/conflicting-listeners.ts';
import type { CiliumEnvoyConfig } from '../../../../lambda/snapshot/kubernetes.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

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

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where chains match different names', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'is unknown where they were refused',
    () => change(gatewayWorld(), failing(), unread('ciliumenvoyconfigs.cilium.io', 'forbidden', 403)),
    'unknown',
  ],
  [
    'does not hold chains of different ports against each other',
    () =>
      change(gatewayWorld(), failing(), each('ciliumenvoyconfigs.cilium.io', chains({ destinationPort: 443 }, { destinationPort: 8443 }))),
    'ruledOut',
  ],
  [
    'explains two chains that match the same',
    () => change(gatewayWorld(), failing(), each('ciliumenvoyconfigs.cilium.io', chains({}, {}))),
    'cause',
  ],
  [
    'survives resources of any shape',
    () =>
      change(
        gatewayWorld(),
        failing(),
        each('ciliumenvoyconfigs.cilium.io', (config) => ({
          ...config,
          spec: { ...config.spec, resources: [{ filterChains: [null, 7, { filterChainMatch: 'x' }] }] },
        })),
      ),
    'ruledOut',
  ],
];

describe('cilium/conflicting-listeners', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(conflictingListeners, world())).toBe(word);
  });
});
