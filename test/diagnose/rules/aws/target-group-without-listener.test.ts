import { describe, expect, test } from '@jest/globals';
import { change, type Edit, failing, health, onPort, regions, targetGroups } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { targetGroupWithoutListener } from '../../../../lambda/diagnose/rules/aws/target-group-without-listener.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const loose: Edit = (snapshot) =>
  change(
    snapshot,
    targetGroups((group) => (group.Port === 31163 ? { ...group, LoadBalancerArns: [] } : group)),
    regions((region) => ({ ...region, listeners: new Map() })),
  );

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where every group is attached', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'explains a group that is attached to nothing',
    () => change(gatewayWorld(), loose, health('unused', 'Target.NotInUse', onPort(31163))),
    'cause',
  ],
  [
    'is unknown where a group does not say where it belongs and listeners were not read',
    () =>
      change(
        gatewayWorld(),
        failing(),
        targetGroups(({ LoadBalancerArns: _, ...group }) => group),
        regions((region) => ({ ...region, listeners: new Map() })),
      ),
    'unknown',
  ],
];

describe('aws/target-group-without-listener', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(targetGroupWithoutListener, world())).toBe(word);
  });
});
