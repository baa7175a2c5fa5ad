import { describe, expect, test } from '@jest/globals';
import { gatewayWorld } from '../../../../lab/worlds/base.ts';
import { change, failing, loadBalancers } from '../../../../lab/worlds/change.ts';
import { loadBalancerNotActive } from '../../../../lambda/diagnose/rules/aws/load-balancer-not-active.ts';
import { lookAt } from '../lookAt.ts';

describe('aws/load-balancer-not-active', () => {
  test('is critical only once it takes too long', () => {
    const made = (CreatedTime: string) =>
      change(
        gatewayWorld(),
        failing(),
        loadBalancers((one) => ({ ...one, State: { Code: 'provisioning' }, CreatedTime })),
      );
    const severities = ['2025-11-03T16:00:00Z', '2025-11-03T15:00:00Z'].map(
      (time) => lookAt(loadBalancerNotActive, made(time)).causes[0]?.severity,
    );
    expect(severities).toEqual(['info', 'critical']);
  });
});
