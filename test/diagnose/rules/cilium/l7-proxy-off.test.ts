import { describe, expect, test } from '@jest/globals';
import { gatewayWorld } from '../../../../lab/worlds/base.ts';
import { change, failing, unread } from '../../../../lab/worlds/change.ts';
import { l7ProxyOff } from '../../../../lambda/diagnose/rules/cilium/l7-proxy-off.ts';
import { lookAt } from '../lookAt.ts';

describe('cilium/l7-proxy-off', () => {
  test('says what would allow to know', () => {
    expect(lookAt(l7ProxyOff, change(gatewayWorld(), failing(), unread('configmaps', 'forbidden', 403))).grant).toMatch(/configmaps/);
  });
});
