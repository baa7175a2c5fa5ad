import { describe, expect, test } from '@jest/globals';
import { change, failing, gateways, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { infrastructurePruned } from '../../../../lambda/diagnose/rules/gateway/infrastructure-pruned.ts';
import type { Gateway } from '../../../../lambda/snapshot/kubernetes.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const text = JSON.stringify({ spec: { infrastructure: { annotations: {} } } });
const applied =
  (json: string) =>
  (gateway: Gateway): Gateway => ({
    ...gateway,
    metadata: { ...gateway.metadata, annotations: { 'kubectl.kubernetes.io/last-applied-configuration': json } },
  });

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['says nothing where nobody applied the field', () => change(gatewayWorld(), failing()), 'silent'],
  ['says nothing of an annotation that is no JSON', () => change(gatewayWorld(), failing(), gateways(applied('{{'))), 'silent'],
  ['advises where it was applied and is gone', () => change(gatewayWorld(), failing(), gateways(applied(text))), 'advice'],
  [
    'is unknown where the Gateway was refused',
    () => change(gatewayWorld(), failing(), unread('gateways.gateway.networking.k8s.io', 'forbidden', 403)),
    'unknown',
  ],
];

describe('gateway/infrastructure-pruned', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(infrastructurePruned, world())).toBe(word);
  });
});
