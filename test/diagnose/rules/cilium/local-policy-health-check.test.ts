import { describe, expect, test } from '@jest/globals';
import { change, ciliumVersion, type Edit, failing, frontService, regions, targetGroups, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { localPolicyHealthCheck } from '../../../../lambda/diagnose/rules/cilium/local-policy-health-check.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const local: Edit = (snapshot) =>
  change(
    snapshot,
    frontService(() => ({ externalTrafficPolicy: 'Local', healthCheckNodePort: 32001 })),
    targetGroups((group) => ({ ...group, HealthCheckPort: '32001' })),
    regions((region) => ({
      ...region,
      targetHealth: new Map(
        [...region.targetHealth].map(([name, list]) => [
          name,
          { ...list, items: list.items.map((one) => ({ ...one, HealthCheckPort: '32001' })) },
        ]),
      ),
    })),
  );

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out by policy Cluster', () => change(gatewayWorld(), failing()), 'ruledOut'],
  ['is unknown where the Service was refused', () => change(gatewayWorld(), failing(), unread('services', 'forbidden', 403)), 'unknown'],
  [
    'is ruled out in a version that counts the redirect',
    () => change(gatewayWorld(), failing(), local, ciliumVersion('1.17.4')),
    'ruledOut',
  ],
  ['explains 1.16.0', () => change(gatewayWorld(), failing(), local, ciliumVersion('1.16.0')), 'cause'],
  [
    'says nothing where another port is checked',
    () =>
      change(
        gatewayWorld(),
        failing(),
        frontService(() => ({ externalTrafficPolicy: 'Local', healthCheckNodePort: 32001 })),
      ),
    'silent',
  ],
];

describe('cilium/local-policy-health-check', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(localPolicyHealthCheck, world())).toBe(word);
  });
});
