import { describe, expect, test } from '@jest/globals';
import { gatewayWorld } from '../../../../lab/worlds/base.ts';
import { change, failing } from '../../../../lab/worlds/change.ts';
import { kubeProxyReplacementOff } from '../../../../lambda/diagnose/rules/cilium/kube-proxy-replacement-off.ts';
import { lookAt } from '../lookAt.ts';

describe('cilium/kube-proxy-replacement-off', () => {
  test('quotes the fact that excludes it', () => {
    expect(lookAt(kubeProxyReplacementOff, change(gatewayWorld(), failing())).ruledOut).toMatch(/kube-proxy-replacement: "true"/);
  });
});
