import { describe, expect, test } from '@jest/globals';
import { gatewayWorld } from '../../../../lab/worlds/base.ts';
import { change, configWritten } from '../../../../lab/worlds/change.ts';
import { neverAccepted } from '../../../../lab/worlds/rules/cilium/operator-not-restarted.ts';
import { operatorNotRestarted } from '../../../../lambda/diagnose/rules/cilium/operator-not-restarted.ts';
import { lookAt } from '../lookAt.ts';

describe('cilium/operator-not-restarted', () => {
  test('is certain only where the operator is known to be older than the setting', () => {
    const [older, newer] = ['2025-11-03T15:59:00Z', '2025-11-03T12:00:00Z'].map(
      (time) => lookAt(operatorNotRestarted, change(gatewayWorld(), neverAccepted, configWritten(time))).causes[0]?.confidence,
    );
    expect([older, newer]).toEqual(['certain', 'likely']);
  });
});
