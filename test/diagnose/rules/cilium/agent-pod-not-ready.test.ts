import { describe, expect, test } from '@jest/globals';
import { change, crashing, failing, onNodes, pods, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { agentPodNotReady } from '../../../../lambda/diagnose/rules/cilium/agent-pod-not-ready.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where all agents are ready', () => change(gatewayWorld(), failing(onNodes(0))), 'ruledOut'],
  ['is unknown where pods were refused', () => change(gatewayWorld(), failing(onNodes(0)), unread('pods', 'forbidden', 403)), 'unknown'],
  ['is unknown where nodes were refused', () => change(gatewayWorld(), failing(), unread('nodes', 'forbidden', 403)), 'unknown'],
  [
    'is refuted where the node with the sick agent is healthy',
    () => change(gatewayWorld(), failing(onNodes(1)), crashing('cilium', [0])),
    'ruledOut',
  ],
  [
    'does not take a pod that does not say whether it is ready for a sick one',
    () =>
      change(
        gatewayWorld(),
        failing(onNodes(0)),
        pods('cilium', ({ status: _, ...pod }) => pod),
      ),
    'ruledOut',
  ],
  ['explains the node of a crash-looping agent', () => change(gatewayWorld(), failing(onNodes(0)), crashing('cilium', [0])), 'cause'],
];

describe('cilium/agent-pod-not-ready', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(agentPodNotReady, world())).toBe(word);
  });
});
