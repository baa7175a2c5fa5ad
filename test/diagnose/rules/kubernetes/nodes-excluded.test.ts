import { describe, expect, test } from '@jest/globals';
import { change, deregistered, failing, nodes, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { nodesExcluded } from '../../../../lambda/diagnose/rules/kubernetes/nodes-excluded.ts';
import type { Node } from '../../../../lambda/snapshot/kubernetes.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const tainted = (node: Node): Node => ({
  ...node,
  spec: { ...node.spec, taints: [{ key: 'karpenter.sh/disrupted', effect: 'NoSchedule' }] },
});

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where nobody is kept out', () => change(gatewayWorld(), failing()), 'ruledOut'],
  ['is unknown where nodes were refused', () => change(gatewayWorld(), failing(), unread('nodes', 'forbidden', 403)), 'unknown'],
  ['informs where some are kept out', () => change(gatewayWorld(), failing(), nodes([0], tainted)), 'advice'],
  ['explains empty groups where all are', () => change(gatewayWorld(), deregistered(), nodes([0, 1, 2], tainted)), 'cause'],
];

describe('kubernetes/nodes-excluded', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(nodesExcluded, world())).toBe(word);
  });
});
