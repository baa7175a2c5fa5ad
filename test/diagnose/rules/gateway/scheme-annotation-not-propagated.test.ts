import { describe, expect, test } from '@jest/globals';
import { gatewayWorld } from '../../../../lab/worlds/base.ts';
import { change, failing, gateways } from '../../../../lab/worlds/change.ts';
import { askingOnGateway } from '../../../../lab/worlds/rules/gateway/scheme-annotation-not-propagated.ts';
import { schemeAnnotationNotPropagated } from '../../../../lambda/diagnose/rules/gateway/scheme-annotation-not-propagated.ts';
import { lookAt } from '../lookAt.ts';

describe('gateway/scheme-annotation-not-propagated', () => {
  test('never explains targets, and says that its fix replaces the load balancer', () => {
    const look = lookAt(schemeAnnotationNotPropagated, change(gatewayWorld(), failing(), gateways(askingOnGateway)));
    expect(look.advice[0]?.explains.targets).toBe(0);
    expect(look.advice[0]?.remedies[0]?.risk).toMatch(/^REPLACES/);
  });
});
