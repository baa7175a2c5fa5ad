import { describe, expect, test } from '@jest/globals';
import { change, each, failing, onNodes, unread, without } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { staleTargets } from '../../../../lambda/diagnose/rules/aws/stale-targets.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where every instance is a node', () => change(gatewayWorld(), failing()), 'ruledOut'],
  ['is unknown where nodes were refused', () => change(gatewayWorld(), failing(), unread('nodes', 'forbidden', 403)), 'unknown'],
  [
    'explains instances that are no nodes',
    () =>
      change(
        gatewayWorld(),
        failing(onNodes(0)),
        without('nodes', ({ metadata }) => metadata.name.startsWith('ip-10-60-89-168')),
      ),
    'cause',
  ],
  [
    'does not count a node without providerID as absent',
    () =>
      change(
        gatewayWorld(),
        failing(onNodes(0)),
        each('nodes', ({ spec: { providerID: _, ...spec } = {}, ...node }) => ({ ...node, spec })),
      ),
    'ruledOut',
  ],
];

describe('aws/stale-targets', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(staleTargets, world())).toBe(word);
  });
});
