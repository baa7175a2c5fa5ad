/** Cilium 1.20 with the CRDs of an older bundle; the twin has the bundle it asks for. */

import { gatewayWorld } from '../../base.ts';
import { add, change, ciliumVersion, type Edit, none, setting, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

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

const bareDefinition = (plural: string, version: string) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.gateway.networking.k8s.io` },
  spec: { versions: [{ name: version, served: true }] },
});
const served = [
  ...['gatewayclasses', 'gateways', 'httproutes', 'grpcroutes'].map((plural) => bareDefinition(plural, 'v1')),
  bareDefinition('referencegrants', 'v1beta1'),
];

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), ciliumVersion('1.20.1'), ...bundle('v1.4.1', 'v1alpha2')),
      source: 'made',
      why: 'Cilium 1.20 insists on TLSRoute, ReferenceGrant and BackendTLSPolicy in v1; the bundle 1.4.1 serves none of them.',
      expected: { status: 'healthy' },
      cluster: { also: [rule] },
    },
    'explains definitions that are not installed': () => change(gatewayWorld(), none('customresourcedefinitions.apiextensions.k8s.io')),
    'explains TLSRoute that is installed and not served as v1alpha2 on 1.18': () =>
      change(
        gatewayWorld(),
        none('customresourcedefinitions.apiextensions.k8s.io'),
        add('customresourcedefinitions.apiextensions.k8s.io', ...served, bareDefinition('tlsroutes', 'v1')),
      ),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), ciliumVersion('1.20.1'), ...bundle('v1.6.1', 'v1')),
      source: 'made',
      why: 'The bundle that 1.20 asks for.',
      expected: { cause: 'none', status: 'healthy' },
      cluster: { cause: 'none' },
    },
    'says nothing where definitions were not read': {
      world: () => change(gatewayWorld(), unread('customresourcedefinitions.apiextensions.k8s.io')),
      says: 'silent',
    },
    'says nothing of a version that is not in the table': {
      world: () => change(gatewayWorld(), ciliumVersion('1.99.0'), none('customresourcedefinitions.apiextensions.k8s.io')),
      says: 'silent',
    },
    'says nothing where Gateway API is off': {
      world: () => change(gatewayWorld(), setting('enable-gateway-api', 'false'), none('customresourcedefinitions.apiextensions.k8s.io')),
      says: 'silent',
    },
    'is content where TLSRoute is not installed on 1.18': {
      world: () =>
        change(
          gatewayWorld(),
          none('customresourcedefinitions.apiextensions.k8s.io'),
          add('customresourcedefinitions.apiextensions.k8s.io', ...served),
        ),
      says: 'silent',
    },
  },
});
