/** The instance of one node was stopped; in the twin it is draining. */

import { change, type Edit, health, network, onNodes } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'aws/instance-not-running';

const stopped: Edit = network('instances', (all) =>
  all.map((one) =>
    one.InstanceId === 'i-0d383f74d8197feb4'
      ? { ...one, State: { Name: 'stopped', Code: 80 }, StateTransitionReason: 'User initiated' }
      : one,
  ),
);

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), stopped, health('unused', 'Target.InvalidState', onNodes(0))),
      source: 'made',
      why: 'EC2 says that the instance is stopped, and the load balancer that it is in no valid state.',
      expected: { cause: rule, confidence: 'certain', status: 'degraded', never: ['aws/zone-not-enabled', 'cilium/agent-pod-not-ready'] },
    },
    twin: {
      world: () => change(gatewayWorld(), stopped, health('draining', 'Target.DeregistrationInProgress', onNodes(0))),
      source: 'made',
      why: 'The same instance is being deregistered.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
