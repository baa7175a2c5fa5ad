import { describe, expect, test } from '@jest/globals';
import { change, type Edit, failing, frontService, regions, setting, targetGroups, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { healthCheckNodePortOff } from '../../../../lambda/diagnose/rules/cilium/health-check-node-port-off.ts';
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
  ['says nothing of policy Cluster', () => change(gatewayWorld(), failing(), setting('enable-health-check-nodeport', 'false')), 'silent'],
  ['is ruled out where it is on', () => change(gatewayWorld(), failing(), local), 'ruledOut'],
  [
    'is unknown where the ConfigMap was refused',
    () => change(gatewayWorld(), failing(), local, unread('configmaps', 'forbidden', 403)),
    'unknown',
  ],
  ['explains an explicit false', () => change(gatewayWorld(), failing(), local, setting('enable-health-check-nodeport', 'false')), 'cause'],
];

describe('cilium/health-check-node-port-off', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(healthCheckNodePortOff, world())).toBe(word);
  });
});
