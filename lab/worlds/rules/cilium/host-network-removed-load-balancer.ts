/** Host network mode turned the Service into ClusterIP; in the twin the mode is off. */

import { gatewayWorld } from '../../base.ts';
import { change, failing, frontService, setting, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'cilium/host-network-removed-load-balancer';

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          setting('gateway-api-hostnetwork-enabled', 'true'),
          frontService(() => ({ type: 'ClusterIP' })),
          failing(),
        ),
      source: 'made',
      why: 'The ConfigMap says host network, and the Service is ClusterIP although a load balancer stands in front of it.',
      expected: {
        cause: rule,
        confidence: 'certain',
        status: 'down',
        never: ['kubernetes/node-port-not-allocated', 'kubernetes/service-deleted'],
      },
    },
    'cause-about-to': {
      world: () => change(gatewayWorld(), setting('gateway-api-hostnetwork-enabled', 'true')),
      source: 'made',
      why: 'The mode is switched on in the ConfigMap, the operator has not restarted: targets are healthy, and it will hurt.',
      expected: { cause: 'none', also: [rule], status: 'healthy' },
    },
    'warns while the Service is still a LoadBalancer': {
      world: () => change(gatewayWorld(), failing(), setting('gateway-api-hostnetwork-enabled', 'true')),
      says: 'advice',
    },
    'explains once it is none': () =>
      change(
        gatewayWorld(),
        failing(),
        setting('gateway-api-hostnetwork-enabled', 'true'),
        frontService(() => ({ type: 'NodePort' })),
      ),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), setting('gateway-api-hostnetwork-enabled', 'false')),
      source: 'made',
      why: 'The normal mode behind a load balancer.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where the mode is off': () => change(gatewayWorld(), failing()),
  },
  unknown: {
    'is unknown where the ConfigMap was refused': () => change(gatewayWorld(), failing(), unread('configmaps', 'forbidden', 403)),
  },
});
