/** The scheme asked for in metadata.annotations of the Gateway; the twin asks where Cilium listens. */

import type { Gateway } from '../../../lambda/snapshot/kubernetes.ts';
import { annotateService, change, gateways, loadBalancers } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'gateway/scheme-annotation-not-propagated';

const annotations = { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' };
const asking =
  (where: { readonly metadata?: true; readonly infrastructure?: true }) =>
  (gateway: Gateway): Gateway => ({
    ...gateway,
    metadata: { ...gateway.metadata, annotations: where.metadata ? annotations : {} },
    spec: { ...gateway.spec, ...(where.infrastructure ? { infrastructure: { annotations } } : {}) },
  });

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), gateways(asking({ metadata: true }))),
      source: 'made',
      why: 'The Gateway asks for internet-facing where nobody listens, and the load balancer is internal. Targets are healthy.',
      expected: { cause: 'none', also: [rule], status: 'healthy' },
    },
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
  },
};
