/** The load balancer is still being made; the twin is impaired and works. */

import { gatewayWorld } from '../../base.ts';
import { change, failing, health, loadBalancers } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'aws/load-balancer-not-active';

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          loadBalancers((one) => ({ ...one, State: { Code: 'provisioning' }, CreatedTime: '2025-11-03T16:00:00Z' })),
          health('initial', 'Elb.RegistrationInProgress'),
        ),
      source: 'made',
      why: 'The load balancer was made two minutes ago and is provisioning.',
      expected: { cause: rule, status: 'down', never: ['cilium/agents-not-restarted'] },
    },
    'advises where it is impaired': {
      world: () =>
        change(
          gatewayWorld(),
          failing(),
          loadBalancers((one) => ({ ...one, State: { Code: 'active_impaired' } })),
        ),
      says: 'advice',
    },
    'explains one that failed': () =>
      change(
        gatewayWorld(),
        failing(),
        loadBalancers((one) => ({ ...one, State: { Code: 'failed', Reason: 'no addresses' } })),
      ),
  },
  silent: {
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          loadBalancers((one) => ({ ...one, State: { Code: 'active_impaired' } })),
        ),
      source: 'made',
      why: 'It works, and could not get all it needs: advice, not a cause.',
      expected: { cause: 'none', status: 'healthy', also: [rule] },
    },
    'is ruled out where it is active': () => change(gatewayWorld(), failing()),
    'says nothing where its state was not told': {
      world: () =>
        change(
          gatewayWorld(),
          failing(),
          loadBalancers(({ State: _, ...one }) => one),
        ),
      says: 'silent',
    },
  },
});
