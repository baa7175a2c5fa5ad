import { describe, expect, test } from '@jest/globals';
import { change, deregistered, type Edit, each, failing, named, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { controllerNotRunning } from '../../../../lambda/diagnose/rules/aws/controller-not-running.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const replicas = (availableReplicas: number): Edit =>
  each(
    'deployments.apps',
    (one) => ({ ...one, status: { replicas: 2, availableReplicas, unavailableReplicas: 2 - availableReplicas } }),
    named('aws-load-balancer-controller'),
  );

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where a replica is available', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'is unknown where Deployments were refused',
    () => change(gatewayWorld(), failing(), unread('deployments.apps', 'forbidden', 403)),
    'unknown',
  ],
  ['only advises where no target is missing or stale', () => change(gatewayWorld(), failing(), replicas(0)), 'advice'],
  [
    'explains a target that is missing',
    () =>
      change(
        gatewayWorld(),
        replicas(0),
        deregistered(({ Target }) => Target.Id === 'i-0850eff32851766b3'),
      ),
    'cause',
  ],
  [
    'says nothing where a Deployment shows no status',
    () =>
      change(
        gatewayWorld(),
        failing(),
        each('deployments.apps', ({ status: _, ...one }) => one),
      ),
    'silent',
  ],
];

describe('aws/controller-not-running', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(controllerNotRunning, world())).toBe(word);
  });
});
