/** An event of the controller names the failure, and nothing more exact explains it; in the twin a success came after it. */

import { gatewayWorld } from '../../base.ts';
import { change, deregistered, event, failing, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'aws/controller-reports-error';

const binding = { kind: 'TargetGroupBinding', namespace: 'gateway', name: 'k8s-gateway-ciliumga-b8ffcd6ef9' };

const service = { kind: 'Service', namespace: 'gateway', name: 'cilium-gateway-shared-gateway' };

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          deregistered(),
          unread('nodes', 'forbidden', 403),
          event(
            binding,
            'FailedReconcile',
            'AccessDenied: not authorized to perform elasticloadbalancing:RegisterTargets',
            '2025-11-03T15:59:00Z',
          ),
          event(
            { kind: 'Service', namespace: 'gateway', name: 'cilium-gateway-shared-gateway' },
            'FailedDeployModel',
            'AccessDenied: not authorized to perform elasticloadbalancing:RegisterTargets',
            '2025-11-03T16:00:00Z',
          ),
        ),
      source: 'made',
      why: 'The groups are empty, nodes could not be read, and the controller says that it may not register targets.',
      expected: { cause: rule, confidence: 'possible', status: 'down', never: ['kubernetes/nodes-excluded'] },
    },
    'explains a fresh failure': () =>
      change(gatewayWorld(), failing(), event(service, 'FailedDeployModel', 'AccessDenied', '2025-11-03T16:01:00Z')),
    'only advises where all targets are healthy': {
      world: () => change(gatewayWorld(), event(service, 'FailedDeployModel', 'AccessDenied', '2025-11-03T16:01:00Z')),
      says: 'advice',
    },
  },
  silent: {
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          event(binding, 'FailedReconcile', 'Throttling: Rate exceeded', '2025-11-03T15:50:00Z'),
          event(binding, 'SuccessfullyReconciled', 'Successfully reconciled', '2025-11-03T15:51:00Z'),
        ),
      source: 'made',
      why: 'A failure, and a success on the same object a minute later.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'says nothing where there is no such event': { world: () => change(gatewayWorld(), failing()), says: 'silent' },
    'says nothing of one that is hours old': {
      world: () => change(gatewayWorld(), failing(), event(service, 'FailedDeployModel', 'AccessDenied', '2025-11-03T09:01:00Z')),
      says: 'silent',
    },
    'says nothing of one that a success took back': {
      world: () =>
        change(
          gatewayWorld(),
          failing(),
          event(service, 'FailedDeployModel', 'AccessDenied', '2025-11-03T16:01:00Z'),
          event(service, 'SuccessfullyReconciled', 'ok', '2025-11-03T16:02:00Z'),
        ),
      says: 'silent',
    },
    'says nothing of another Service': {
      world: () =>
        change(
          gatewayWorld(),
          failing(),
          event({ ...service, name: 'other' }, 'FailedDeployModel', 'AccessDenied', '2025-11-03T16:01:00Z'),
        ),
      says: 'silent',
    },
  },
});
