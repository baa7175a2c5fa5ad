import { describe, expect, test } from '@jest/globals';
import { change, failing, frontService, setting, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { hostNetworkRemovedLoadBalancer } from '../../../../lambda/diagnose/rules/cilium/host-network-removed-load-balancer.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { lookAt, wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where the mode is off', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'is unknown where the ConfigMap was refused',
    () => change(gatewayWorld(), failing(), unread('configmaps', 'forbidden', 403)),
    'unknown',
  ],
  [
    'warns while the Service is still a LoadBalancer',
    () => change(gatewayWorld(), failing(), setting('gateway-api-hostnetwork-enabled', 'true')),
    'advice',
  ],
  [
    'explains once it is none',
    () =>
      change(
        gatewayWorld(),
        failing(),
        setting('gateway-api-hostnetwork-enabled', 'true'),
        frontService(() => ({ type: 'NodePort' })),
      ),
    'cause',
  ],
];

describe('cilium/host-network-removed-load-balancer', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(hostNetworkRemovedLoadBalancer, world())).toBe(word);
  });

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
