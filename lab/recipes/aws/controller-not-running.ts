/** The controller is down and a node is missing; in the twin one replica of two is up. */

import { change, deregistered, type Edit, each, named } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'aws/controller-not-running';

const replicas = (availableReplicas: number): Edit =>
  each(
    'deployments.apps',
    (one) => ({
      ...one,
      status: {
        ...one.status,
        replicas: 2,
        availableReplicas,
        readyReplicas: availableReplicas,
        unavailableReplicas: 2 - availableReplicas,
      },
    }),
    named('aws-load-balancer-controller'),
  );

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          replicas(0),
          deregistered(({ Target }) => Target.Id === 'i-0d383f74d8197feb4'),
        ),
      source: 'made',
      why: 'No replica of the controller is available, and a node that should be registered is not.',
      expected: { cause: rule, status: 'degraded', never: ['kubernetes/nodes-excluded'] },
    },
    twin: {
      world: () => change(gatewayWorld(), replicas(1)),
      source: 'made',
      why: 'One of two replicas is available: that is enough.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
