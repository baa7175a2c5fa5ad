/** A class configuration asks for NodePort; in the twin it asks for LoadBalancer. */

import { add, change, type Edit, each, failing, frontService } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/gateway-class-service-type';

const reference = { group: 'cilium.io', kind: 'CiliumGatewayClassConfig', name: 'standard', namespace: 'kube-system' };
const classConfig = (type: string): Edit =>
  add('ciliumgatewayclassconfigs.cilium.io', {
    apiVersion: 'cilium.io/v2alpha1',
    kind: 'CiliumGatewayClassConfig',
    metadata: { name: 'standard', namespace: 'kube-system' },
    spec: { service: { type } },
  });
const parametersRef: Edit = each('gatewayclasses.gateway.networking.k8s.io', (one) => ({
  ...one,
  spec: { ...one.spec, parametersRef: reference },
}));

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          classConfig('NodePort'),
          parametersRef,
          frontService(() => ({ type: 'NodePort' })),
          failing(),
        ),
      source: 'made',
      why: 'The class configuration asks for NodePort and the Service already has that type.',
      expected: {
        cause: rule,
        confidence: 'certain',
        status: 'down',
        never: ['kubernetes/service-deleted', 'kubernetes/node-port-not-allocated'],
      },
    },
    twin: {
      world: () => change(gatewayWorld(), classConfig('LoadBalancer'), parametersRef),
      source: 'made',
      why: 'The class configuration asks for a LoadBalancer.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
