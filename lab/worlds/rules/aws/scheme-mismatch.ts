/** The cloud provider ignores the scheme annotation: internal was asked for, internet-facing was made. The twin got what it asked for. */

import { gatewayWorld } from '../../base.ts';
import { annotateService, change, failing, loadBalancers } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'aws/scheme-mismatch';

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' }),
          loadBalancers((one) => ({ ...one, Scheme: 'internet-facing' })),
        ),
      source: 'made',
      why: 'The Service asks for internal, and the load balancer faces the internet.',
      expected: { cause: 'none', also: [rule], status: 'healthy' },
    },
    'advises where the Service asks for the other': {
      world: () =>
        change(gatewayWorld(), failing(), annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' })),
      says: 'advice',
    },
    'understands the old annotation': {
      world: () => change(gatewayWorld(), failing(), annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-internal': 'false' })),
      says: 'advice',
    },
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' })),
      source: 'made',
      why: 'Asked for internal, got internal.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'says nothing where nobody asks': { world: () => change(gatewayWorld(), failing()), says: 'silent' },
    'is ruled out where they agree': () =>
      change(gatewayWorld(), failing(), annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' })),
    'does not understand a word that is no scheme': {
      world: () => change(gatewayWorld(), failing(), annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'public' })),
      says: 'silent',
    },
  },
});
