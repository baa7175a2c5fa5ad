import { describe, expect, test } from '@jest/globals';
import { gatewayWorld } from '../../../../lab/worlds/base.ts';
import { change, failing, frontService, setting } from '../../../../lab/worlds/change.ts';
import { hostNetworkRemovedLoadBalancer } from '../../../../lambda/diagnose/rules/cilium/host-network-removed-load-balancer.ts';
import { lookAt } from '../lookAt.ts';

describe('cilium/host-network-removed-load-balancer', () => {
  test('says first that going back makes a new load balancer', () => {
    const world = change(
      gatewayWorld(),
      failing(),
      setting('gateway-api-hostnetwork-enabled', 'true'),
      frontService(() => ({ type: 'ClusterIP' })),
    );
    expect(lookAt(hostNetworkRemovedLoadBalancer, world).causes[0]?.remedies[0]?.risk).toMatch(/NEW/);
  });
});
