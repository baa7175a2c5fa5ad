import { describe, expect, test } from '@jest/globals';
import { change, configWritten, type Edit, each, failing, setting } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { operatorNotRestarted } from '../../../../lambda/diagnose/rules/cilium/operator-not-restarted.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { lookAt, wordFor } from '../lookAt.ts';

const waiting: Edit = each('gatewayclasses.gateway.networking.k8s.io', (one) => ({
  ...one,
  status: { conditions: [{ type: 'Accepted', status: 'Unknown', reason: 'Pending' }] },
}));

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['says nothing while the class is accepted', () => change(gatewayWorld(), failing()), 'silent'],
  ['says nothing where Gateway API is off', () => change(gatewayWorld(), setting('enable-gateway-api', 'false'), waiting), 'silent'],
  ['explains a class that waits', () => change(gatewayWorld(), waiting), 'cause'],
  [
    'says nothing of a class of another controller',
    () =>
      change(
        gatewayWorld(),
        waiting,
        each('gatewayclasses.gateway.networking.k8s.io', (one) => ({ ...one, spec: { controllerName: 'example.com/other' } })),
      ),
    'silent',
  ],
];

describe('cilium/operator-not-restarted', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(operatorNotRestarted, world())).toBe(word);
  });

  test('is certain only where the operator is known to be older than the setting', () => {
    const [older, newer] = ['2025-11-03T15:59:00Z', '2025-11-03T12:00:00Z'].map(
      (time) => lookAt(operatorNotRestarted, change(gatewayWorld(), waiting, configWritten(time))).causes[0]?.confidence,
    );
    expect([older, newer]).toEqual(['certain', 'likely']);
  });
});
