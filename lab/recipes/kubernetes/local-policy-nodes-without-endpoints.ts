/** Nodes without a back end fail by design, which is told as information; the twin is a Gateway with policy Cluster. */

import { gatewayWorld, plainWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'kubernetes/local-policy-nodes-without-endpoints';

export const recipe: Recipe = {
  rule,
  scenarios: {
    advice: {
      world: () => plainWorld(),
      source: 'made',
      why: 'Policy Local: exactly the nodes without a back end fail, on purpose. The load balancer is healthy.',
      expected: { cause: 'none', status: 'healthy' },
      loadBalancers: { 'k8s-ingressn-ingressn-f09af07c9a': { cause: 'none', also: [rule], status: 'healthy' } },
    },
    twin: {
      world: () => gatewayWorld(),
      source: 'made',
      why: 'Policy Cluster: every node is expected to answer.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
