import { describe, expect, test } from '@jest/globals';
import { change, type Edit, failing, networkUnread, regions } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { healthCheckPortBlocked } from '../../../../lambda/diagnose/rules/aws/health-check-port-blocked.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const checking = (port: string): Edit =>
  regions((region) => ({
    ...region,
    targetHealth: new Map(
      [...region.targetHealth].map(([name, list]) => [
        name,
        { ...list, items: list.items.map((one) => ({ ...one, HealthCheckPort: port })) },
      ]),
    ),
  }));

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['says nothing where the traffic port is checked', () => change(gatewayWorld(), failing()), 'silent'],
  ['is ruled out where the checked port is open too', () => change(gatewayWorld(), failing(), checking('31000')), 'ruledOut'],
  [
    'is unknown where rules were refused',
    () => change(gatewayWorld(), failing(), checking('32001'), networkUnread('securityGroupRules', 'ec2:DescribeSecurityGroupRules')),
    'unknown',
  ],
  ['explains a checked port that is closed', () => change(gatewayWorld(), failing(), checking('32001')), 'cause'],
];

describe('aws/health-check-port-blocked', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(healthCheckPortBlocked, world())).toBe(word);
  });
});
