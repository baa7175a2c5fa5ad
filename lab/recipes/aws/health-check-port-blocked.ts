/** The health check asks a fixed port that no rule opens; in the twin the rule covers it. */

import { change, type Edit, health, regions, securityGroupRules, targetGroups } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'aws/health-check-port-blocked';

const port = 32001;
const fixed: readonly Edit[] = [
  targetGroups((group) => ({ ...group, HealthCheckPort: String(port) })),
  regions((region) => ({
    ...region,
    targetHealth: new Map(
      [...region.targetHealth].map(([name, list]) => [
        name,
        { ...list, items: list.items.map((one) => ({ ...one, HealthCheckPort: String(port) })) },
      ]),
    ),
  })),
];

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), ...fixed, health('unhealthy', 'Target.FailedHealthChecks')),
      source: 'made',
      why: 'The groups check port 32001, which no rule opens; the traffic ports are open.',
      expected: { cause: rule, confidence: 'likely', status: 'down', never: ['aws/security-group-blocks-health-check'] },
    },
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          ...fixed,
          securityGroupRules((rules) => rules.map((rule) => (rule.FromPort === 30866 ? { ...rule, ToPort: 32767 } : rule))),
        ),
      source: 'made',
      why: 'The range of the rule covers the port of the check.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
