/** The health check asks a fixed port that no rule opens; in the twin the rule covers it. */

import { gatewayWorld } from '../../base.ts';
import { change, type Edit, failing, health, networkUnread, regions, securityGroupRules, targetGroups } from '../../change.ts';
import { ruleTable } from '../table.ts';

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

const checking = (port: string): Edit =>
  regions((region) => ({
    ...region,
    targetHealth: new Map(
      [...region.targetHealth].map(([name, list]) => [
        name,
        { ...list, items: list.items.map((one) => ({ ...one, HealthCheckPort: port })) },
      ]),
    ),
  }));

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), ...fixed, health('unhealthy', 'Target.FailedHealthChecks')),
      source: 'made',
      why: 'The groups check port 32001, which no rule opens; the traffic ports are open.',
      expected: { cause: rule, confidence: 'likely', status: 'down', never: ['aws/security-group-blocks-health-check'] },
    },
    'explains a checked port that is closed': () => change(gatewayWorld(), failing(), checking('32001')),
  },
  silent: {
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
    'says nothing where the traffic port is checked': { world: () => change(gatewayWorld(), failing()), says: 'silent' },
    'is ruled out where the checked port is open too': () => change(gatewayWorld(), failing(), checking('31000')),
  },
  unknown: {
    'is unknown where rules were refused': () =>
      change(gatewayWorld(), failing(), checking('32001'), networkUnread('securityGroupRules', 'ec2:DescribeSecurityGroupRules')),
  },
});
