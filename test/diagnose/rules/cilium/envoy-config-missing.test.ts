import { describe, expect, test } from '@jest/globals';
import { gatewayWorld } from '../../../../lab/worlds/base.ts';
import { change, failing, none } from '../../../../lab/worlds/change.ts';
import { envoyConfigMissing } from '../../../../lambda/diagnose/rules/cilium/envoy-config-missing.ts';
import { lookAt } from '../lookAt.ts';

describe('cilium/envoy-config-missing', () => {
  test('is never certain: it rests on something that is not there', () => {
    expect(lookAt(envoyConfigMissing, change(gatewayWorld(), failing(), none('ciliumenvoyconfigs.cilium.io'))).causes[0]?.confidence).toBe(
      'likely',
    );
  });
});
