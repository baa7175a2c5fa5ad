/** The health-check NodePort is off under policy Local; in the twin it is on. */

import {
  change,
  ciliumVersion,
  type Edit,
  failing,
  frontService,
  regions,
  securityGroupRules,
  setting,
  targetGroups,
} from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/health-check-node-port-off';

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
      world: () => change(gatewayWorld(), ...local, ciliumVersion('1.17.4'), setting('enable-health-check-nodeport', 'false'), failing()),
      source: 'made',
      why: 'The groups check the health-check NodePort, and the ConfigMap switches it off.',
      expected: { cause: rule, confidence: 'certain', status: 'down', never: ['cilium/local-policy-health-check'] },
    },
    twin: {
      world: () => change(gatewayWorld(), ...local, ciliumVersion('1.17.4'), setting('enable-health-check-nodeport', 'true')),
      source: 'made',
      why: 'The switch is on.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
