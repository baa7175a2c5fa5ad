import { describe, expect, test } from '@jest/globals';
import { change, each, failing, none, onPort, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { envoyConfigPortMissing } from '../../../../lambda/diagnose/rules/cilium/envoy-config-port-missing.ts';
import type { CiliumEnvoyConfig } from '../../../../lambda/snapshot/kubernetes.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const listing =
  (ports: number[]) =>
  (config: CiliumEnvoyConfig): CiliumEnvoyConfig => ({
    ...config,
    spec: { ...config.spec, services: (config.spec?.services ?? []).map((service) => ({ ...service, ports })) },
  });

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where every port is listed', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'is unknown where they were refused',
    () => change(gatewayWorld(), failing(), unread('ciliumenvoyconfigs.cilium.io', 'forbidden', 403)),
    'unknown',
  ],
  [
    'is refuted where the port that is not listed is healthy',
    () => change(gatewayWorld(), failing(onPort(30866)), each('ciliumenvoyconfigs.cilium.io', listing([80]))),
    'ruledOut',
  ],
  [
    'explains the port that is not listed',
    () => change(gatewayWorld(), failing(onPort(31163)), each('ciliumenvoyconfigs.cilium.io', listing([80]))),
    'cause',
  ],
  [
    'says nothing where there is no CiliumEnvoyConfig at all',
    () => change(gatewayWorld(), failing(), none('ciliumenvoyconfigs.cilium.io')),
    'silent',
  ],
];

describe('cilium/envoy-config-port-missing', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(envoyConfigPortMissing, world())).toBe(word);
  });
});
