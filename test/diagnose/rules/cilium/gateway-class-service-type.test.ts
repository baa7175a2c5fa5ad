import { describe, expect, test } from '@jest/globals';
import { add, change, type Edit, each, failing, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { gatewayClassServiceType } from '../../../../lambda/diagnose/rules/cilium/gateway-class-service-type.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

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

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['says nothing where the class has no parameters', () => change(gatewayWorld(), failing()), 'silent'],
  [
    'is unknown where the configuration was refused',
    () => change(gatewayWorld(), failing(), parameters, unread('ciliumgatewayclassconfigs.cilium.io', 'forbidden', 403)),
    'unknown',
  ],
  [
    'is ruled out where it asks for a LoadBalancer',
    () => change(gatewayWorld(), failing(), parameters, add('ciliumgatewayclassconfigs.cilium.io', asking('LoadBalancer'))),
    'ruledOut',
  ],
  [
    'explains another type',
    () => change(gatewayWorld(), failing(), parameters, add('ciliumgatewayclassconfigs.cilium.io', asking('ClusterIP'))),
    'cause',
  ],
];

describe('cilium/gateway-class-service-type', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(gatewayClassServiceType, world())).toBe(word);
  });
});
