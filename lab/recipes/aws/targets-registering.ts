/** Targets of a new node are being registered; in the twin one is leaving. */

import { change, health, onNodes } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'aws/targets-registering';

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), health('initial', 'Elb.InitialHealthChecking', onNodes(0))),
      source: 'made',
      why: 'AWS says initial: the first checks are not over.',
      expected: { cause: rule, status: 'degraded', never: ['aws/missing-targets', 'cilium/agent-pod-not-ready'] },
    },
    twin: {
      world: () => change(gatewayWorld(), health('draining', 'Target.DeregistrationInProgress', onNodes(0))),
      source: 'made',
      why: 'A target that leaves is no fault while others are healthy.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
