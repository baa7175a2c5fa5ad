import { describe, expect, test } from '@jest/globals';
import { change, event, failing } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { controllerReportsError } from '../../../../lambda/diagnose/rules/aws/controller-reports-error.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const service = { kind: 'Service', namespace: 'gateway', name: 'cilium-gateway-shared-gateway' };

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['says nothing where there is no such event', () => change(gatewayWorld(), failing()), 'silent'],
  [
    'explains a fresh failure',
    () => change(gatewayWorld(), failing(), event(service, 'FailedDeployModel', 'AccessDenied', '2025-11-03T16:01:00Z')),
    'cause',
  ],
  [
    'says nothing of one that is hours old',
    () => change(gatewayWorld(), failing(), event(service, 'FailedDeployModel', 'AccessDenied', '2025-11-03T09:01:00Z')),
    'silent',
  ],
  [
    'says nothing of one that a success took back',
    () =>
      change(
        gatewayWorld(),
        failing(),
        event(service, 'FailedDeployModel', 'AccessDenied', '2025-11-03T16:01:00Z'),
        event(service, 'SuccessfullyReconciled', 'ok', '2025-11-03T16:02:00Z'),
      ),
    'silent',
  ],
  [
    'says nothing of another Service',
    () =>
      change(gatewayWorld(), failing(), event({ ...service, name: 'other' }, 'FailedDeployModel', 'AccessDenied', '2025-11-03T16:01:00Z')),
    'silent',
  ],
  [
    'only advises where all targets are healthy',
    () => change(gatewayWorld(), event(service, 'FailedDeployModel', 'AccessDenied', '2025-11-03T16:01:00Z')),
    'advice',
  ],
];

describe('aws/controller-reports-error', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(controllerReportsError, world())).toBe(word);
  });
});
