import { describe, expect, test } from '@jest/globals';
import { add, change, ciliumVersion, none, setting, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { gatewayCrdsUnsupported } from '../../../../lambda/diagnose/rules/cilium/gateway-crds-unsupported.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const definition = (plural: string, version: string) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.gateway.networking.k8s.io` },
  spec: { versions: [{ name: version, served: true }] },
});
const served = [
  ...['gatewayclasses', 'gateways', 'httproutes', 'grpcroutes'].map((plural) => definition(plural, 'v1')),
  definition('referencegrants', 'v1beta1'),
];

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  [
    'says nothing where definitions were not read',
    () => change(gatewayWorld(), unread('customresourcedefinitions.apiextensions.k8s.io')),
    'silent',
  ],
  [
    'says nothing of a version that is not in the table',
    () => change(gatewayWorld(), ciliumVersion('1.99.0'), none('customresourcedefinitions.apiextensions.k8s.io')),
    'silent',
  ],
  [
    'says nothing where Gateway API is off',
    () => change(gatewayWorld(), setting('enable-gateway-api', 'false'), none('customresourcedefinitions.apiextensions.k8s.io')),
    'silent',
  ],
  [
    'explains definitions that are not installed',
    () => change(gatewayWorld(), none('customresourcedefinitions.apiextensions.k8s.io')),
    'cause',
  ],
  [
    'is content where TLSRoute is not installed on 1.18',
    () =>
      change(
        gatewayWorld(),
        none('customresourcedefinitions.apiextensions.k8s.io'),
        add('customresourcedefinitions.apiextensions.k8s.io', ...served),
      ),
    'silent',
  ],
  [
    'explains TLSRoute that is installed and not served as v1alpha2 on 1.18',
    () =>
      change(
        gatewayWorld(),
        none('customresourcedefinitions.apiextensions.k8s.io'),
        add('customresourcedefinitions.apiextensions.k8s.io', ...served, definition('tlsroutes', 'v1')),
      ),
    'cause',
  ],
];

describe('cilium/gateway-crds-unsupported', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(gatewayCrdsUnsupported, world())).toBe(word);
  });
});
