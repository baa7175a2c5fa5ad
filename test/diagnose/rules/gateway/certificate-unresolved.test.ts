import { describe, expect, test } from '@jest/globals';
import { change, failing, gateways, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { certificateUnresolved } from '../../../../lambda/diagnose/rules/gateway/certificate-unresolved.ts';
import type { Gateway } from '../../../../lambda/snapshot/kubernetes.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const condition =
  (reason: string) =>
  (gateway: Gateway): Gateway => ({
    ...gateway,
    status: {
      ...gateway.status,
      listeners: [{ name: 'https', conditions: [{ type: 'ResolvedRefs', status: 'False', reason, message: 'no' }] }],
    },
  });

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where all are resolved', () => change(gatewayWorld(), failing()), 'ruledOut'],
  ['advises where one is not', () => change(gatewayWorld(), failing(), gateways(condition('InvalidCertificateRef'))), 'advice'],
  ['leaves other reasons to other rules', () => change(gatewayWorld(), failing(), gateways(condition('InvalidRouteKinds'))), 'ruledOut'],
  [
    'is unknown where the Gateway was refused',
    () => change(gatewayWorld(), failing(), unread('gateways.gateway.networking.k8s.io', 'forbidden', 403)),
    'unknown',
  ],
];

describe('gateway/certificate-unresolved', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(certificateUnresolved, world())).toBe(word);
  });
});
