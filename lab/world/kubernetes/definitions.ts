/** CustomResourceDefinitions: the Gateway API bundle each Cilium asks for, Cilium's own, and the controller's. */

import type { CustomResourceDefinition } from '../../../lambda/snapshot/kubernetes.ts';
import type { ClusterPlan } from '../plan.ts';
import { metadata } from './metadata.ts';

type Served = readonly [kind: string, plural: string, versions: readonly string[]];

/** Of the documentation of each minor version. */
const bundles: Readonly<Record<number, string>> = {
  13: 'v0.5.1',
  14: 'v0.7.0',
  15: 'v1.0.0',
  16: 'v1.1.0',
  17: 'v1.2.0',
  18: 'v1.2.0',
  19: 'v1.4.1',
  20: 'v1.6.1',
};

const gatewayKinds = ({ minor }: ClusterPlan): readonly Served[] => {
  const stable = minor >= 15 ? ['v1', 'v1beta1'] : ['v1beta1'];
  return [
    ['GatewayClass', 'gatewayclasses', stable],
    ['Gateway', 'gateways', stable],
    ['HTTPRoute', 'httproutes', stable],
    ['ReferenceGrant', 'referencegrants', minor >= 20 ? ['v1', 'v1beta1'] : ['v1beta1']],
    ['GRPCRoute', 'grpcroutes', minor >= 16 ? ['v1'] : ['v1alpha2']],
    ...(minor >= 20
      ? ([
          ['BackendTLSPolicy', 'backendtlspolicies', ['v1']],
          ['ListenerSet', 'listenersets', ['v1']],
        ] as const)
      : []),
    ...(minor >= 20
      ? ([['TLSRoute', 'tlsroutes', ['v1']]] as const)
      : minor <= 15
        ? ([['TLSRoute', 'tlsroutes', ['v1alpha2']]] as const)
        : []),
  ];
};

const ciliumKinds = ({ minor }: ClusterPlan): readonly Served[] => [
  ['CiliumNode', 'ciliumnodes', ['v2']],
  ['CiliumEnvoyConfig', 'ciliumenvoyconfigs', ['v2']],
  ['CiliumClusterwideEnvoyConfig', 'ciliumclusterwideenvoyconfigs', ['v2']],
  ['CiliumClusterwideNetworkPolicy', 'ciliumclusterwidenetworkpolicies', ['v2']],
  ['CiliumNodeConfig', 'ciliumnodeconfigs', minor >= 20 ? ['v2'] : minor >= 16 ? ['v2', 'v2alpha1'] : ['v2alpha1']],
  ...(minor >= 18 ? ([['CiliumGatewayClassConfig', 'ciliumgatewayclassconfigs', ['v2alpha1']]] as const) : []),
];

export function definitionsOf(plan: ClusterPlan): CustomResourceDefinition[] {
  const gateway = plan.gateway ? gatewayKinds(plan).map((served) => gatewayDefinition(plan, served)) : [];
  const binding: Served = ['TargetGroupBinding', 'targetgroupbindings', [plan.controller === 'eks-auto-mode' ? 'v1' : 'v1beta1']];
  const controller =
    plan.controller === 'aws-load-balancer-controller'
      ? [definition(plan, 'elbv2.k8s.aws', binding)]
      : plan.controller === 'eks-auto-mode'
        ? [definition(plan, 'eks.amazonaws.com', binding)]
        : [];
  return [...gateway, ...ciliumKinds(plan).map((served) => definition(plan, 'cilium.io', served)), ...controller];
}

function gatewayDefinition(plan: ClusterPlan, served: Served): CustomResourceDefinition {
  const experimental = plan.minor <= 15;
  return definition(plan, 'gateway.networking.k8s.io', served, {
    'api-approved.kubernetes.io': 'https://github.com/kubernetes-sigs/gateway-api/pull/2466',
    'gateway.networking.k8s.io/bundle-version': bundles[plan.minor] ?? 'v1.2.0',
    'gateway.networking.k8s.io/channel': experimental ? 'experimental' : 'standard',
  });
}

function definition(
  plan: ClusterPlan,
  group: string,
  [kind, plural, versions]: Served,
  annotations?: Record<string, string>,
): CustomResourceDefinition {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: metadata(
      plan,
      { kind: 'CustomResourceDefinition', name: `${plural}.${group}` },
      annotations === undefined ? {} : { annotations },
    ),
    spec: {
      group,
      names: { kind, plural },
      versions: versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        ...(plural === 'gateways' ? { schema: gatewaySchema } : {}),
      })),
    },
  };
}

const annotations = { additionalProperties: { type: 'string' }, maxProperties: 8, type: 'object' };

/** Only as much of it as shows whether the API server keeps `spec.infrastructure`. */
const gatewaySchema = {
  openAPIV3Schema: {
    properties: {
      spec: {
        properties: {
          addresses: { type: 'array' },
          gatewayClassName: { type: 'string' },
          infrastructure: { properties: { annotations, labels: annotations }, type: 'object' },
          listeners: { type: 'array' },
        },
        type: 'object',
      },
    },
    type: 'object',
  },
};
