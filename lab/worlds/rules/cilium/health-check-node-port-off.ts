/** The health-check NodePort is off under policy Local; in the twin it is on. */

import { gatewayWorld } from '../../base.ts';
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
  unread,
} from '../../change.ts';
import { ruleTable } from '../table.ts';

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

const localPolicy: Edit = (snapshot) =>
  change(
    snapshot,
    frontService(() => ({ externalTrafficPolicy: 'Local', healthCheckNodePort: 32001 })),
    targetGroups((group) => ({ ...group, HealthCheckPort: '32001' })),
    regions((region) => ({
      ...region,
      targetHealth: new Map(
        [...region.targetHealth].map(([name, list]) => [
          name,
          { ...list, items: list.items.map((one) => ({ ...one, HealthCheckPort: '32001' })) },
        ]),
      ),
    })),
  );

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), ...local, ciliumVersion('1.17.4'), setting('enable-health-check-nodeport', 'false'), failing()),
      source: 'made',
      why: 'The groups check the health-check NodePort, and the ConfigMap switches it off.',
      expected: { cause: rule, confidence: 'certain', status: 'down', never: ['cilium/local-policy-health-check'] },
    },
    'explains an explicit false': () => change(gatewayWorld(), failing(), localPolicy, setting('enable-health-check-nodeport', 'false')),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), ...local, ciliumVersion('1.17.4'), setting('enable-health-check-nodeport', 'true')),
      source: 'made',
      why: 'The switch is on.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'says nothing of policy Cluster': {
      world: () => change(gatewayWorld(), failing(), setting('enable-health-check-nodeport', 'false')),
      says: 'silent',
    },
    'is ruled out where it is on': () => change(gatewayWorld(), failing(), localPolicy),
  },
  unknown: {
    'is unknown where the ConfigMap was refused': () =>
      change(gatewayWorld(), failing(), localPolicy, unread('configmaps', 'forbidden', 403)),
  },
});
