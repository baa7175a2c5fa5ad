import { describe, expect, test } from '@jest/globals';
import { change, deregistered, failing, health, onNodes } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { targetsRegistering } from '../../../../lambda/diagnose/rules/aws/targets-registering.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { lookAt, wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where nobody registers', () => change(gatewayWorld(), failing()), 'ruledOut'],
  ['explains initial targets', () => change(gatewayWorld(), health('initial', 'Elb.RegistrationInProgress', onNodes(1))), 'cause'],
  ['advises where all of a group leave', () => change(gatewayWorld(), health('draining', 'Target.DeregistrationInProgress')), 'advice'],
  ['says nothing of an empty group', () => change(gatewayWorld(), deregistered()), 'silent'],
];

describe('aws/targets-registering', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(targetsRegistering, world())).toBe(word);
  });

  test('explains only the targets that wait', () => {
    const world = change(gatewayWorld(), failing(onNodes(0)), health('initial', 'Elb.RegistrationInProgress', onNodes(1)));
    expect(lookAt(targetsRegistering, world).causes[0]?.explains).toEqual({ targets: 2, of: 4 });
  });
});
