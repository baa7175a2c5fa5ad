import { describe, expect, test } from '@jest/globals';
import { change, failing, setting, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { l7ProxyOff } from '../../../../lambda/diagnose/rules/cilium/l7-proxy-off.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { lookAt, wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where it is on', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'is unknown where the ConfigMap was refused',
    () => change(gatewayWorld(), failing(), unread('configmaps', 'forbidden', 403)),
    'unknown',
  ],
  ['explains only an explicit false', () => change(gatewayWorld(), failing(), setting('enable-l7-proxy', undefined)), 'ruledOut'],
  ['explains false', () => change(gatewayWorld(), failing(), setting('enable-l7-proxy', 'false')), 'cause'],
];

describe('cilium/l7-proxy-off', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(l7ProxyOff, world())).toBe(word);
  });

  test('says what would allow to know', () => {
    expect(lookAt(l7ProxyOff, change(gatewayWorld(), failing(), unread('configmaps', 'forbidden', 403))).grant).toMatch(/configmaps/);
  });
});
