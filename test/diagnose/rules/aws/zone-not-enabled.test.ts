import { describe, expect, test } from '@jest/globals';
import { change, failing, health, loadBalancers, onNodes } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { zoneNotEnabled } from '../../../../lambda/diagnose/rules/aws/zone-not-enabled.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where AWS says unused of nobody', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'says nothing of unused targets in a zone that is served',
    () => change(gatewayWorld(), health('unused', 'Target.NotInUse', onNodes(0))),
    'silent',
  ],
  [
    'says nothing where the load balancer shows no zones',
    () =>
      change(
        gatewayWorld(),
        health('unused', 'Target.NotInUse', onNodes(0)),
        loadBalancers(({ AvailabilityZones: _, ...one }) => one),
      ),
    'silent',
  ],
  [
    'explains unused targets in a zone that is not',
    () =>
      change(
        gatewayWorld(),
        health('unused', 'Target.NotInUse', onNodes(0)),
        loadBalancers((one) => ({
          ...one,
          AvailabilityZones: (one.AvailabilityZones ?? []).filter(({ ZoneName }) => ZoneName !== 'eu-west-2c'),
        })),
      ),
    'cause',
  ],
];

describe('aws/zone-not-enabled', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(zoneNotEnabled, world())).toBe(word);
  });
});
