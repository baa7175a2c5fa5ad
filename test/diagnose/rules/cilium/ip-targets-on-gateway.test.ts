import { describe, expect, test } from '@jest/globals';
import { change, deregistered, failing, targetGroups, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { ipTargetsOnGateway } from '../../../../lambda/diagnose/rules/cilium/ip-targets-on-gateway.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out by type instance', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'says nothing of a group of type ip that has targets',
    () =>
      change(
        gatewayWorld(),
        failing(),
        targetGroups((group) => ({ ...group, TargetType: 'ip' })),
      ),
    'silent',
  ],
  [
    'explains an empty group of type ip',
    () =>
      change(
        gatewayWorld(),
        targetGroups((group) => ({ ...group, TargetType: 'ip' })),
        deregistered(),
      ),
    'cause',
  ],
  [
    'is unknown where it cannot be told whether Envoy serves the Service',
    () =>
      change(
        gatewayWorld(),
        deregistered(),
        unread('services'),
        unread('gateways.gateway.networking.k8s.io'),
        unread('ciliumenvoyconfigs.cilium.io'),
        unread('endpoints'),
        unread('endpointslices.discovery.k8s.io'),
      ),
    'unknown',
  ],
];

describe('cilium/ip-targets-on-gateway', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(ipTargetsOnGateway, world())).toBe(word);
  });
});
