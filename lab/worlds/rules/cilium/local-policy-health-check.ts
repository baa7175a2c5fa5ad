/** Policy Local on a Gateway in a version that answers 503; the twin runs one that was repaired. */

import { gatewayWorld } from '../../base.ts';
import { change, ciliumVersion, failing, health, unread } from '../../change.ts';
import { localPolicy, localPolicySetUp, localService } from '../../localPolicy.ts';
import { ruleTable } from '../table.ts';

const rule = 'cilium/local-policy-health-check';

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), localPolicySetUp, ciliumVersion('1.18.3'), health('unhealthy', 'Target.ResponseCodeMismatch')),
      source: 'made',
      why: 'Policy Local on a Service that Envoy serves, Cilium 1.18.3: the health port answers 503.',
      expected: {
        cause: rule,
        confidence: 'likely',
        status: 'down',
        never: ['kubernetes/no-ready-endpoints', 'cilium/health-check-node-port-off', 'kubernetes/local-policy-node-name-mismatch'],
      },
    },
    'explains 1.16.0': () => change(gatewayWorld(), failing(), localPolicy, ciliumVersion('1.16.0')),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), localPolicySetUp, ciliumVersion('1.17.4')),
      source: 'made',
      why: 'The same policy in a version that counts the redirect.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out by policy Cluster': () => change(gatewayWorld(), failing()),
    'is ruled out in a version that counts the redirect': () => change(gatewayWorld(), failing(), localPolicy, ciliumVersion('1.17.4')),
    'says nothing where another port is checked': {
      world: () => change(gatewayWorld(), failing(), localService),
      says: 'silent',
    },
  },
  unknown: {
    'is unknown where the Service was refused': () => change(gatewayWorld(), failing(), unread('services', 'forbidden', 403)),
  },
});
