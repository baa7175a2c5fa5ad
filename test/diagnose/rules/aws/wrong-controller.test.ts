import { describe, expect, test } from '@jest/globals';
import { change, failing, frontService, loadBalancers, tags, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { wrongController } from '../../../../lambda/diagnose/rules/aws/wrong-controller.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where class and tags agree', () => change(gatewayWorld(), failing()), 'ruledOut'],
  ['is unknown where the Service was refused', () => change(gatewayWorld(), failing(), unread('services', 'forbidden', 403)), 'unknown'],
  [
    'advises where the class names another controller',
    () =>
      change(
        gatewayWorld(),
        failing(),
        frontService(() => ({ loadBalancerClass: 'eks.amazonaws.com/nlb' })),
      ),
    'advice',
  ],
  [
    'says nothing where nothing tells who made it',
    () =>
      change(
        gatewayWorld(),
        failing(),
        tags(() => ({})),
        loadBalancers((one) => ({ ...one, LoadBalancerName: 'edge' })),
      ),
    'silent',
  ],
];

describe('aws/wrong-controller', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(wrongController, world())).toBe(word);
  });
});
