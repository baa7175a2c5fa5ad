/** Targets of a new node are being registered; in the twin one is leaving. */

import { gatewayWorld } from '../../base.ts';
import { change, deregistered, failing, health, onNodes } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'aws/targets-registering';

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), health('initial', 'Elb.InitialHealthChecking', onNodes(0))),
      source: 'made',
      why: 'AWS says initial: the first checks are not over.',
      expected: { cause: rule, status: 'degraded', never: ['aws/missing-targets', 'cilium/agent-pod-not-ready'] },
    },
    'explains initial targets': () => change(gatewayWorld(), health('initial', 'Elb.RegistrationInProgress', onNodes(1))),
    'advises where all of a group leave': {
      world: () => change(gatewayWorld(), health('draining', 'Target.DeregistrationInProgress')),
      says: 'advice',
    },
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), health('draining', 'Target.DeregistrationInProgress', onNodes(0))),
      source: 'made',
      why: 'A target that leaves is no fault while others are healthy.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where nobody registers': () => change(gatewayWorld(), failing()),
    'says nothing of an empty group': { world: () => change(gatewayWorld(), deregistered()), says: 'silent' },
  },
});
