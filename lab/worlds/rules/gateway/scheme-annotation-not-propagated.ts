/** The scheme asked for in metadata.annotations of the Gateway; the twin asks where Cilium listens. */

import type { Gateway } from '../../../../lambda/snapshot/kubernetes.ts';
import { gatewayWorld } from '../../base.ts';
import { annotateService, change, failing, gateways, loadBalancers } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'gateway/scheme-annotation-not-propagated';

const annotations = { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' };
const asking =
  (where: { readonly metadata?: true; readonly infrastructure?: true }) =>
  (gateway: Gateway): Gateway => ({
    ...gateway,
    metadata: { ...gateway.metadata, annotations: where.metadata ? annotations : {} },
    spec: { ...gateway.spec, ...(where.infrastructure ? { infrastructure: { annotations } } : {}) },
  });

export const askingOnGateway = (gateway: Gateway): Gateway => ({
  ...gateway,
  metadata: { ...gateway.metadata, annotations: { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' } },
});

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), gateways(asking({ metadata: true }))),
      source: 'made',
      why: 'The Gateway asks for internet-facing where nobody listens, and the load balancer is internal. Targets are healthy.',
      expected: { cause: 'none', also: [rule], status: 'healthy' },
    },
    'advises where the Gateway asks in its metadata': {
      world: () => change(gatewayWorld(), failing(), gateways(askingOnGateway)),
      says: 'advice',
    },
  },
  silent: {
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          gateways(asking({ metadata: true, infrastructure: true })),
          annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' }),
          loadBalancers((one) => ({ ...one, Scheme: 'internet-facing' })),
        ),
      source: 'made',
      why: 'The same annotation in spec.infrastructure as well: the Service has it, and the scheme is right.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'says nothing where nobody asks': { world: () => change(gatewayWorld(), failing()), says: 'silent' },
    'is ruled out where the scheme is the one asked for': () =>
      change(
        gatewayWorld(),
        failing(),
        gateways(askingOnGateway),
        loadBalancers((one) => ({ ...one, Scheme: 'internet-facing' })),
      ),
    'says nothing where the Service asks for the other: that is another rule': {
      world: () =>
        change(
          gatewayWorld(),
          failing(),
          gateways(askingOnGateway),
          annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' }),
        ),
      says: 'silent',
    },
  },
});
