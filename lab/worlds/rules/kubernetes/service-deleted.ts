/** The Service is gone and the load balancer stayed; in the twin it was made anew and is in use. */

import type { Service } from '../../../../lambda/snapshot/kubernetes.ts';
import { gatewayWorld } from '../../base.ts';
import { change, each, failing, unread, without } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'kubernetes/service-deleted';

const isFront = ({ spec }: Service) => spec?.type === 'LoadBalancer';

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), without('services', isFront), without('ciliumenvoyconfigs.cilium.io'), failing()),
      source: 'made',
      why: 'All Services were read, and the one that tags and bindings name is not among them.',
      expected: {
        cause: rule,
        confidence: 'likely',
        status: 'down',
        never: ['cilium/envoy-config-missing', 'kubernetes/node-port-changed'],
      },
    },
    'explains a Service that is gone': () => change(gatewayWorld(), failing(), without('services')),
    'explains a Service that was made anew and names another load balancer': () =>
      change(
        gatewayWorld(),
        failing(),
        each('services', (service) => ({
          ...service,
          metadata: { ...service.metadata, creationTimestamp: '2025-11-03T15:30:00Z' },
          status: { loadBalancer: { ingress: [{ hostname: 'another.elb.eu-west-2.amazonaws.com' }] } },
        })),
      ),
  },
  silent: {
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          each(
            'services',
            (service) => ({ ...service, metadata: { ...service.metadata, creationTimestamp: '2025-11-03T15:30:00Z' } }),
            isFront,
          ),
        ),
      source: 'made',
      why: 'The Service is younger than the load balancer, but its status names it: it is in use.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where the status names the load balancer': () => change(gatewayWorld(), failing()),
  },
  unknown: {
    'is unknown where Services were refused': () => change(gatewayWorld(), failing(), unread('services', 'forbidden', 403)),
  },
});
