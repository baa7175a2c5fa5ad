import { describe, expect, test } from '@jest/globals';
import { change, failing, nodes, onNodes, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { nodeNotReady } from '../../../../lambda/diagnose/rules/kubernetes/node-not-ready.ts';
import type { Node } from '../../../../lambda/snapshot/kubernetes.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const notReady = (node: Node): Node => ({
  ...node,
  status: { ...node.status, conditions: [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'no' }] },
});

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where all are Ready', () => change(gatewayWorld(), failing(onNodes(0))), 'ruledOut'],
  ['is unknown where nodes were refused', () => change(gatewayWorld(), failing(), unread('nodes', 'forbidden', 403)), 'unknown'],
  ['is refuted where the node serves all the same', () => change(gatewayWorld(), failing(onNodes(1)), nodes([0], notReady)), 'ruledOut'],
  ['explains the targets of the node', () => change(gatewayWorld(), failing(onNodes(0)), nodes([0], notReady)), 'cause'],
];

describe('kubernetes/node-not-ready', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(nodeNotReady, world())).toBe(word);
  });
});
