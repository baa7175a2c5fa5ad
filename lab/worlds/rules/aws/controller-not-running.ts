/** The controller is down and a node is missing; in the twin one replica of two is up. */

import { gatewayWorld } from '../../base.ts';
import { change, deregistered, type Edit, each, failing, named, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

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

export const table = ruleTable(rule, {
  speaks: {
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
    'only advises where no target is missing or stale': { world: () => change(gatewayWorld(), failing(), replicas(0)), says: 'advice' },
    'explains a target that is missing': () =>
      change(
        gatewayWorld(),
        replicas(0),
        deregistered(({ Target }) => Target.Id === 'i-0850eff32851766b3'),
      ),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), replicas(1)),
      source: 'made',
      why: 'One of two replicas is available: that is enough.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where a replica is available': () => change(gatewayWorld(), failing()),
    'says nothing where a Deployment shows no status': {
      world: () =>
        change(
          gatewayWorld(),
          failing(),
          each('deployments.apps', ({ status: _, ...one }) => one),
        ),
      says: 'silent',
    },
  },
  unknown: {
    'is unknown where Deployments were refused': () => change(gatewayWorld(), failing(), unread('deployments.apps', 'forbidden', 403)),
  },
});
