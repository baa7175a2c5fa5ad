import { describe, expect, test } from '@jest/globals';
import { add, change, failing, onNodes, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { nodeConfigOverride } from '../../../../lambda/diagnose/rules/cilium/node-config-override.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const override = (zone: string) => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNodeConfig',
  metadata: { name: 'zone', namespace: 'kube-system' },
  spec: { nodeSelector: { matchLabels: { 'topology.kubernetes.io/zone': zone } }, defaults: { 'enable-l7-proxy': 'false' } },
});

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where there is no override', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'is unknown where overrides were refused',
    () => change(gatewayWorld(), failing(), unread('ciliumnodeconfigs.cilium.io', 'forbidden', 403)),
    'unknown',
  ],
  [
    'says nothing against nodes that are not selected',
    () => change(gatewayWorld(), failing(onNodes(1)), add('ciliumnodeconfigs.cilium.io', override('eu-west-2c'))),
    'ruledOut',
  ],
  [
    'explains the nodes that are',
    () => change(gatewayWorld(), failing(onNodes(0)), add('ciliumnodeconfigs.cilium.io', override('eu-west-2c'))),
    'cause',
  ],
];

describe('cilium/node-config-override', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(nodeConfigOverride, world())).toBe(word);
  });
});
