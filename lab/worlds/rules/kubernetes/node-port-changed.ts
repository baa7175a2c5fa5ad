/** The Service was given another NodePort and the group kept the old one; the twin has one port. */

import { gatewayWorld } from '../../base.ts';
import { change, failing, frontService, onPort, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'kubernetes/node-port-changed';

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          frontService(({ ports }) => ({
            ports: (ports ?? []).map((port) => (port.nodePort === 31163 ? { ...port, nodePort: 32555 } : port)),
          })),
          failing(onPort(31163)),
        ),
      source: 'made',
      why: 'The group sends to 31163, and the Service has 30866 and 32555.',
      expected: { cause: rule, status: 'degraded', never: ['cilium/envoy-config-port-missing', 'aws/security-group-blocks-health-check'] },
    },
    'explains targets on a port the Service does not have': () =>
      change(
        gatewayWorld(),
        failing(onPort(30866)),
        frontService(({ ports }) => ({
          ports: (ports ?? []).map((port) => ({ ...port, nodePort: (port.nodePort ?? 0) === 30866 ? 31999 : 31163 })),
        })),
      ),
  },
  silent: {
    twin: {
      world: () => gatewayWorld(),
      source: 'made',
      why: 'Both groups send to NodePorts of the Service.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where the ports are those of the Service': () => change(gatewayWorld(), failing()),
    'says nothing of a Service that is no LoadBalancer any more': {
      world: () =>
        change(
          gatewayWorld(),
          failing(),
          frontService(() => ({ type: 'ClusterIP' })),
        ),
      says: 'silent',
    },
  },
  unknown: {
    'is unknown where the Service was refused': () => change(gatewayWorld(), failing(), unread('services', 'forbidden', 403)),
  },
});
