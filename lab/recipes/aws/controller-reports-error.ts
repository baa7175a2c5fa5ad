/** An event of the controller names the failure, and nothing more exact explains it; in the twin a success came after it. */

import { change, deregistered, event, unread } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'aws/controller-reports-error';

const binding = { kind: 'TargetGroupBinding', namespace: 'gateway', name: 'k8s-gateway-ciliumga-b8ffcd6ef9' };

export const recipe: Recipe = {
  rule,
  scenarios: {
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
  },
};
