import { describe, expect, test } from '@jest/globals';
import { change, failing, none, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { envoyConfigMissing } from '../../../../lambda/diagnose/rules/cilium/envoy-config-missing.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { lookAt, wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where one names the Service', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'is unknown where they were refused',
    () => change(gatewayWorld(), failing(), unread('ciliumenvoyconfigs.cilium.io', 'forbidden', 403)),
    'unknown',
  ],
  [
    'is unknown where cluster-wide ones were refused and no other names the Service',
    () =>
      change(
        gatewayWorld(),
        failing(),
        none('ciliumenvoyconfigs.cilium.io'),
        unread('ciliumclusterwideenvoyconfigs.cilium.io', 'forbidden', 403),
      ),
    'unknown',
  ],
  ['explains that there is none', () => change(gatewayWorld(), failing(), none('ciliumenvoyconfigs.cilium.io')), 'cause'],
];

describe('cilium/envoy-config-missing', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(envoyConfigMissing, world())).toBe(word);
  });

  test('is never certain: it rests on something that is not there', () => {
    expect(lookAt(envoyConfigMissing, change(gatewayWorld(), failing(), none('ciliumenvoyconfigs.cilium.io'))).causes[0]?.confidence).toBe(
      'likely',
    );
  });
});
