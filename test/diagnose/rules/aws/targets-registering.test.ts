import { describe, expect, test } from '@jest/globals';
import { gatewayWorld } from '../../../../lab/worlds/base.ts';
import { change, failing, health, onNodes } from '../../../../lab/worlds/change.ts';
import { targetsRegistering } from '../../../../lambda/diagnose/rules/aws/targets-registering.ts';
import { lookAt } from '../lookAt.ts';

describe('aws/targets-registering', () => {
  test('explains only the targets that wait', () => {
    const world = change(gatewayWorld(), failing(onNodes(0)), health('initial', 'Elb.RegistrationInProgress', onNodes(1)));
    expect(lookAt(targetsRegistering, world).causes[0]?.explains).toEqual({ targets: 2, of: 4 });
  });
});
