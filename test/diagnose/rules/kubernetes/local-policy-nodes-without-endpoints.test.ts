import { describe, expect, test } from '@jest/globals';
import { change, failing, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld, plainWorld } from '../../../../lab/scene/worlds.ts';
import { localPolicyNodesWithoutEndpoints } from '../../../../lambda/diagnose/rules/kubernetes/local-policy-nodes-without-endpoints.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { lookAt, wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['informs where nodes fail by design', () => plainWorld(), 'advice'],
  ['says nothing of policy Cluster', () => change(gatewayWorld(), failing()), 'silent'],
  [
    'says nothing where endpoints were refused, and then nothing fails by design',
    () => change(plainWorld(), unread('endpointslices.discovery.k8s.io', 'forbidden', 403)),
    'silent',
  ],
];

describe('kubernetes/local-policy-nodes-without-endpoints', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(localPolicyNodesWithoutEndpoints, world())).toBe(word);
  });

  test('is information, never a cause', () => {
    const [finding] = lookAt(localPolicyNodesWithoutEndpoints, plainWorld()).advice;
    expect(finding).toMatchObject({ severity: 'info', explains: { targets: 0 } });
  });
});
