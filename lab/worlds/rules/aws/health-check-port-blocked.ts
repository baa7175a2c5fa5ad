/** The health check asks a fixed port that no rule opens; in the twin the rule covers it. */

import { gatewayWorld } from '../../base.ts';
import { change, checkedOn, type Edit, failing, health, networkUnread, targetGroups, wholeRangeAdmitted } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'aws/health-check-port-blocked';

const port = 32001;
const fixed: readonly Edit[] = [targetGroups((group) => ({ ...group, HealthCheckPort: String(port) })), checkedOn(port)];

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), ...fixed, health('unhealthy', 'Target.FailedHealthChecks')),
      source: 'made',
      why: 'The groups check port 32001, which no rule opens; the traffic ports are open.',
      expected: { cause: rule, confidence: 'likely', status: 'down', never: ['aws/security-group-blocks-health-check'] },
    },
    'explains a checked port that is closed': () => change(gatewayWorld(), failing(), checkedOn(port)),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), ...fixed, wholeRangeAdmitted),
      source: 'made',
      why: 'The range of the rule covers the port of the check.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'says nothing where the traffic port is checked': { world: () => change(gatewayWorld(), failing()), says: 'silent' },
    'is ruled out where the checked port is open too': () => change(gatewayWorld(), failing(), checkedOn(31000)),
  },
  unknown: {
    'is unknown where rules were refused': () =>
      change(gatewayWorld(), failing(), checkedOn(port), networkUnread('securityGroupRules', 'ec2:DescribeSecurityGroupRules')),
  },
});
