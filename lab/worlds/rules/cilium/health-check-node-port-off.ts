/** The health-check NodePort is off under policy Local; in the twin it is on. */

import { gatewayWorld } from '../../base.ts';
import { change, ciliumVersion, failing, setting, unread } from '../../change.ts';
import { localPolicy, localPolicySetUp } from '../../localPolicy.ts';
import { ruleTable } from '../table.ts';

const rule = 'cilium/health-check-node-port-off';

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(gatewayWorld(), localPolicySetUp, ciliumVersion('1.17.4'), setting('enable-health-check-nodeport', 'false'), failing()),
      source: 'made',
      why: 'The groups check the health-check NodePort, and the ConfigMap switches it off.',
      expected: { cause: rule, confidence: 'certain', status: 'down', never: ['cilium/local-policy-health-check'] },
    },
    'explains an explicit false': () => change(gatewayWorld(), failing(), localPolicy, setting('enable-health-check-nodeport', 'false')),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), localPolicySetUp, ciliumVersion('1.17.4'), setting('enable-health-check-nodeport', 'true')),
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
