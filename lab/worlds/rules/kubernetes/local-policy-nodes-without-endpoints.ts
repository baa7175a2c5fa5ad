/** Nodes without a back end fail by design, which is told as information; the twin is a Gateway with policy Cluster. */

import { gatewayWorld, plainWorld } from '../../base.ts';
import { change, failing, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'kubernetes/local-policy-nodes-without-endpoints';

export const table = ruleTable(rule, {
  speaks: {
    advice: {
      world: () => plainWorld(),
      source: 'made',
      why: 'Policy Local: exactly the nodes without a back end fail, on purpose. The load balancer is healthy.',
      expected: { cause: 'none', status: 'healthy' },
      loadBalancers: { 'k8s-ingressn-ingressn-f09af07c9a': { cause: 'none', also: [rule], status: 'healthy' } },
    },
    'informs where nodes fail by design': { world: () => plainWorld(), says: 'advice' },
  },
  silent: {
    twin: {
      world: () => gatewayWorld(),
      source: 'made',
      why: 'Policy Cluster: every node is expected to answer.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'says nothing of policy Cluster': { world: () => change(gatewayWorld(), failing()), says: 'silent' },
    'says nothing where endpoints were refused, and then nothing fails by design': {
      world: () => change(plainWorld(), unread('endpointslices.discovery.k8s.io', 'forbidden', 403)),
      says: 'silent',
    },
  },
});
