/** Policy Local on a Gateway in a version that answers 503; the twin runs one that was repaired. */

import { change, ciliumVersion, type Edit, frontService, health, regions, securityGroupRules, targetGroups } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/local-policy-health-check';

const port = 32001;
/** Policy Local, checked over HTTP on the health-check NodePort, as the controller sets it up. */
const local: readonly Edit[] = [
  frontService(() => ({ externalTrafficPolicy: 'Local', healthCheckNodePort: port })),
  targetGroups((group) => ({ ...group, HealthCheckProtocol: 'HTTP', HealthCheckPort: String(port), HealthCheckPath: '/healthz' })),
  regions((region) => ({
    ...region,
    targetHealth: new Map(
      [...region.targetHealth].map(([name, list]) => [
        name,
        { ...list, items: list.items.map((one) => ({ ...one, HealthCheckPort: String(port) })) },
      ]),
    ),
  })),
  securityGroupRules((rules) => rules.map((rule) => (rule.FromPort === 30866 ? { ...rule, ToPort: 32767 } : rule))),
];

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), ...local, ciliumVersion('1.18.3'), health('unhealthy', 'Target.ResponseCodeMismatch')),
      source: 'made',
      why: 'Policy Local on a Service that Envoy serves, Cilium 1.18.3: the health port answers 503.',
      expected: {
        cause: rule,
        confidence: 'likely',
        status: 'down',
        never: ['kubernetes/no-ready-endpoints', 'cilium/health-check-node-port-off', 'kubernetes/local-policy-node-name-mismatch'],
      },
    },
    twin: {
      world: () => change(gatewayWorld(), ...local, ciliumVersion('1.17.4')),
      source: 'made',
      why: 'The same policy in a version that counts the redirect.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
