/** A Service without NodePorts under target type instance; the twin has them. */

import type { Service } from '../../../../lambda/snapshot/kubernetes.ts';
import { gatewayWorld } from '../../base.ts';
import { change, deregistered, failing, frontService, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'kubernetes/node-port-not-allocated';

type Specification = NonNullable<Service['spec']>;
const withoutNodePorts = ({ ports }: Specification): Partial<Specification> => ({
  ports: (ports ?? []).map(({ nodePort: _, ...port }) => port),
});

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          frontService((spec) => ({ allocateLoadBalancerNodePorts: false, ...withoutNodePorts(spec) })),
          deregistered(),
        ),
      source: 'made',
      why: 'allocateLoadBalancerNodePorts is false and no port has a NodePort: the groups are empty.',
      expected: { cause: rule, status: 'down', never: ['aws/missing-targets', 'kubernetes/nodes-excluded'] },
    },
    'explains empty groups': () =>
      change(
        gatewayWorld(),
        deregistered(),
        frontService((spec) => ({ allocateLoadBalancerNodePorts: false, ...withoutNodePorts(spec) })),
      ),
  },
  silent: {
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          frontService(() => ({ allocateLoadBalancerNodePorts: false })),
        ),
      source: 'made',
      why: 'The switch is off, but the ports kept the NodePorts they had.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where there are NodePorts': () => change(gatewayWorld(), failing()),
    'says nothing where nobody switched the allocation off': {
      world: () => change(gatewayWorld(), failing(), frontService(withoutNodePorts)),
      says: 'silent',
    },
  },
  unknown: {
    'is unknown where the Service was refused': () => change(gatewayWorld(), failing(), unread('services', 'forbidden', 403)),
  },
});
