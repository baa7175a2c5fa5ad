import { describe, expect, test } from '@jest/globals';
import { change, failing, onNodes, setting, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { kubeProxyReplacementOff } from '../../../../lambda/diagnose/rules/cilium/kube-proxy-replacement-off.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { lookAt, wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where it is on', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'is unknown where the ConfigMap was refused',
    () => change(gatewayWorld(), failing(), unread('configmaps', 'forbidden', 403)),
    'unknown',
  ],
  [
    'explains an absent key, which means off',
    () => change(gatewayWorld(), failing(), setting('kube-proxy-replacement', undefined)),
    'cause',
  ],
  ['accepts the words of old versions', () => change(gatewayWorld(), failing(), setting('kube-proxy-replacement', 'strict')), 'ruledOut'],
  [
    'accepts enable-node-port in its place',
    () => change(gatewayWorld(), failing(), setting('kube-proxy-replacement', 'false'), setting('enable-node-port', 'true')),
    'ruledOut',
  ],
  [
    'is refuted by one healthy target',
    () => change(gatewayWorld(), failing(onNodes(0, 1)), setting('kube-proxy-replacement', 'false')),
    'ruledOut',
  ],
];

describe('cilium/kube-proxy-replacement-off', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(kubeProxyReplacementOff, world())).toBe(word);
  });

  test('quotes the fact that excludes it', () => {
    expect(lookAt(kubeProxyReplacementOff, change(gatewayWorld(), failing())).ruledOut).toMatch(/kube-proxy-replacement: "true"/);
  });
});
