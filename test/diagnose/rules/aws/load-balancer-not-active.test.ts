import { describe, expect, test } from '@jest/globals';
import { change, failing, loadBalancers } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { loadBalancerNotActive } from '../../../../lambda/diagnose/rules/aws/load-balancer-not-active.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { lookAt, wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where it is active', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'says nothing where its state was not told',
    () =>
      change(
        gatewayWorld(),
        failing(),
        loadBalancers(({ State: _, ...one }) => one),
      ),
    'silent',
  ],
  [
    'advises where it is impaired',
    () =>
      change(
        gatewayWorld(),
        failing(),
        loadBalancers((one) => ({ ...one, State: { Code: 'active_impaired' } })),
      ),
    'advice',
  ],
  [
    'explains one that failed',
    () =>
      change(
        gatewayWorld(),
        failing(),
        loadBalancers((one) => ({ ...one, State: { Code: 'failed', Reason: 'no addresses' } })),
      ),
    'cause',
  ],
];

describe('aws/load-balancer-not-active', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(loadBalancerNotActive, world())).toBe(word);
  });

  test('is critical only once it takes too long', () => {
    const made = (CreatedTime: string) =>
      change(
        gatewayWorld(),
        failing(),
        loadBalancers((one) => ({ ...one, State: { Code: 'provisioning' }, CreatedTime })),
      );
    const severities = ['2025-11-03T16:00:00Z', '2025-11-03T15:00:00Z'].map(
      (time) => lookAt(loadBalancerNotActive, made(time)).causes[0]?.severity,
    );
    expect(severities).toEqual(['info', 'critical']);
  });
});
