import { describe, expect, test } from '@jest/globals';
import { change, each, failing, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { duplicateListenerName } from '../../../../lambda/diagnose/rules/cilium/duplicate-listener-name.ts';
import type { CiliumEnvoyConfig } from '../../../../lambda/snapshot/kubernetes.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

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

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where names differ', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'is unknown where they were refused',
    () => change(gatewayWorld(), failing(), unread('ciliumenvoyconfigs.cilium.io', 'forbidden', 403)),
    'unknown',
  ],
  [
    'does not count resources of other kinds',
    () =>
      change(
        gatewayWorld(),
        failing(),
        each('ciliumenvoyconfigs.cilium.io', holding('type.googleapis.com/envoy.config.cluster.v3.Cluster')),
      ),
    'ruledOut',
  ],
  [
    'explains two listeners of one name',
    () =>
      change(
        gatewayWorld(),
        failing(),
        each('ciliumenvoyconfigs.cilium.io', holding('type.googleapis.com/envoy.config.listener.v3.Listener')),
      ),
    'cause',
  ],
];

describe('cilium/duplicate-listener-name', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(duplicateListenerName, world())).toBe(word);
  });
});
