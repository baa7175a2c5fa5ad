/** A class configuration asks for NodePort; in the twin it asks for LoadBalancer. */

import { gatewayWorld } from '../../base.ts';
import { add, change, type Edit, each, failing, frontService, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

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

const parameters: Edit = each('gatewayclasses.gateway.networking.k8s.io', (one) => ({
  ...one,
  spec: {
    ...one.spec,
    parametersRef: { group: 'cilium.io', kind: 'CiliumGatewayClassConfig', name: 'standard', namespace: 'kube-system' },
  },
}));
const asking = (type: string) => ({
  apiVersion: 'cilium.io/v2alpha1',
  kind: 'CiliumGatewayClassConfig',
  metadata: { name: 'standard', namespace: 'kube-system' },
  spec: { service: { type } },
});

export const table = ruleTable(rule, {
  speaks: {
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
    'explains another type': () =>
      change(gatewayWorld(), failing(), parameters, add('ciliumgatewayclassconfigs.cilium.io', asking('ClusterIP'))),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), classConfig('LoadBalancer'), parametersRef),
      source: 'made',
      why: 'The class configuration asks for a LoadBalancer.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'says nothing where the class has no parameters': { world: () => change(gatewayWorld(), failing()), says: 'silent' },
    'is ruled out where it asks for a LoadBalancer': () =>
      change(gatewayWorld(), failing(), parameters, add('ciliumgatewayclassconfigs.cilium.io', asking('LoadBalancer'))),
  },
  unknown: {
    'is unknown where the configuration was refused': () =>
      change(gatewayWorld(), failing(), parameters, unread('ciliumgatewayclassconfigs.cilium.io', 'forbidden', 403)),
  },
});
