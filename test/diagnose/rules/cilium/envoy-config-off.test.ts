import { describe, expect, test } from '@jest/globals';
import { change, type Edit, failing, setting, unread, withoutIngressAddress } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { envoyConfigOff } from '../../../../lambda/diagnose/rules/cilium/envoy-config-off.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

/** Only some fields of the ConfigMap were seen. */
const excerpt: Edit = (snapshot) => ({
  ...snapshot,
  clusters: snapshot.clusters.map((cluster) => ({ ...cluster, partial: new Set(['configmaps/kube-system/cilium-config']) })),
});

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where it is on', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'is unknown where the ConfigMap was refused',
    () => change(gatewayWorld(), failing(), unread('configmaps', 'forbidden', 403)),
    'unknown',
  ],
  [
    'is ruled out where the running agents have it on all the same',
    () => change(gatewayWorld(), failing(), setting('enable-envoy-config', 'false')),
    'ruledOut',
  ],
  [
    'explains a key that is not there',
    () => change(gatewayWorld(), failing(), setting('enable-envoy-config', undefined), withoutIngressAddress()),
    'cause',
  ],
  [
    'is unknown where only an excerpt was seen',
    () => change(gatewayWorld(), failing(), setting('enable-envoy-config', undefined), withoutIngressAddress(), excerpt),
    'unknown',
  ],
];

describe('cilium/envoy-config-off', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(envoyConfigOff, world())).toBe(word);
  });
});
