/** The Service was given another NodePort and the group kept the old one; the twin has one port. */

import { change, failing, frontService, onPort } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'kubernetes/node-port-changed';

export const recipe: Recipe = {
  rule,
  scenarios: {
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
    twin: {
      world: () => gatewayWorld(),
      source: 'made',
      why: 'Both groups send to NodePorts of the Service.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
