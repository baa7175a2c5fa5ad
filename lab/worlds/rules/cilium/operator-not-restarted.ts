/** Gateway API was switched on and the operator was not restarted; in the twin it was. */

import type { GatewayClass } from '../../../../lambda/snapshot/kubernetes.ts';
import { gatewayWorld } from '../../base.ts';
import { change, configWritten, type Edit, each, failing, regions, setting } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'cilium/operator-not-restarted';

/** What is not there when nobody reconciles. */
const nothingMade: readonly Edit[] = [
  regions((region) => ({
    ...region,
    loadBalancers: [],
    targetGroups: [],
    targetHealth: new Map(),
    listeners: new Map(),
    loadBalancerAttributes: new Map(),
    targetGroupAttributes: new Map(),
    tags: { ...region.tags, items: [] },
  })),
];
const waiting = (gatewayClass: GatewayClass): GatewayClass => ({
  ...gatewayClass,
  status: {
    conditions: [
      {
        type: 'Accepted',
        status: 'Unknown',
        reason: 'Pending',
        message: 'Waiting for controller',
        lastTransitionTime: '1970-01-01T00:00:00Z',
      },
    ],
  },
});

export const neverAccepted: Edit = each('gatewayclasses.gateway.networking.k8s.io', (one) => ({
  ...one,
  status: { conditions: [{ type: 'Accepted', status: 'Unknown', reason: 'Pending' }] },
}));

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          configWritten('2025-11-03T15:55:00Z'),
          ...nothingMade,
          each('gatewayclasses.gateway.networking.k8s.io', waiting),
        ),
      source: 'made',
      why: 'The GatewayClass waits for its controller, and the operator pods are older than the change of the ConfigMap. There is no load balancer yet.',
      expected: {},
      cluster: { also: [rule] },
    },
    'explains a class that waits': () => change(gatewayWorld(), neverAccepted),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), configWritten('2025-11-03T15:00:00Z')),
      source: 'made',
      why: 'The operator was started after the change, and the class is accepted.',
      expected: { cause: 'none', status: 'healthy' },
      cluster: { cause: 'none' },
    },
    'says nothing while the class is accepted': { world: () => change(gatewayWorld(), failing()), says: 'silent' },
    'says nothing where Gateway API is off': {
      world: () => change(gatewayWorld(), setting('enable-gateway-api', 'false'), neverAccepted),
      says: 'silent',
    },
    'says nothing of a class of another controller': {
      world: () =>
        change(
          gatewayWorld(),
          neverAccepted,
          each('gatewayclasses.gateway.networking.k8s.io', (one) => ({ ...one, spec: { controllerName: 'example.com/other' } })),
        ),
      says: 'silent',
    },
  },
});
