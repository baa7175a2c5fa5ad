import { describe, expect, test } from '@jest/globals';
import { change, each, failing, none, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld, plainWorld } from '../../../../lab/scene/worlds.ts';
import { noReadyEndpoints } from '../../../../lambda/diagnose/rules/kubernetes/no-ready-endpoints.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['says nothing of a Service that Envoy serves: the placeholder is normal', () => change(gatewayWorld(), failing()), 'silent'],
  ['is ruled out where a back end is ready', () => change(plainWorld(), failing()), 'ruledOut'],
  [
    'is unknown where EndpointSlices were refused',
    () => change(plainWorld(), failing(), unread('endpointslices.discovery.k8s.io', 'forbidden', 403)),
    'unknown',
  ],
  ['explains that there is none', () => change(plainWorld(), failing(), none('endpointslices.discovery.k8s.io')), 'cause'],
  [
    'is unknown where a slice does not say whose it is',
    () =>
      change(
        plainWorld(),
        failing(),
        each('endpointslices.discovery.k8s.io', (slice) => ({ ...slice, metadata: { ...slice.metadata, labels: {} } })),
      ),
    'unknown',
  ],
];

describe('kubernetes/no-ready-endpoints', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(noReadyEndpoints, world())).toBe(word);
  });
});
