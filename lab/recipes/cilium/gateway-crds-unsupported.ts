/** Cilium 1.20 with the CRDs of an older bundle; the twin has the bundle it asks for. */

import { add, change, ciliumVersion, type Edit } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/gateway-crds-unsupported';

const definition = (plural: string, version: string, bundleVersion: string) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: `${plural}.gateway.networking.k8s.io`,
    annotations: { 'gateway.networking.k8s.io/bundle-version': bundleVersion, 'gateway.networking.k8s.io/channel': 'standard' },
  },
  spec: { group: 'gateway.networking.k8s.io', names: { plural }, versions: [{ name: version, served: true, storage: true }] },
});
const bundle = (bundleVersion: string, later: string): readonly Edit[] => [
  add(
    'customresourcedefinitions.apiextensions.k8s.io',
    ...['gatewayclasses', 'gateways', 'httproutes', 'grpcroutes'].map((plural) => definition(plural, 'v1', bundleVersion)),
    ...['referencegrants', 'tlsroutes', 'backendtlspolicies'].map((plural) => definition(plural, later, bundleVersion)),
  ),
];

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), ciliumVersion('1.20.1'), ...bundle('v1.4.1', 'v1alpha2')),
      source: 'made',
      why: 'Cilium 1.20 insists on TLSRoute, ReferenceGrant and BackendTLSPolicy in v1; the bundle 1.4.1 serves none of them.',
      expected: { status: 'healthy' },
      cluster: { also: [rule] },
    },
    twin: {
      world: () => change(gatewayWorld(), ciliumVersion('1.20.1'), ...bundle('v1.6.1', 'v1')),
      source: 'made',
      why: 'The bundle that 1.20 asks for.',
      expected: { cause: 'none', status: 'healthy' },
      cluster: { cause: 'none' },
    },
  },
};
