import { describe, expect, test } from '@jest/globals';
import { change, deregistered, failing, nodes, none, onNodes, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { missingTargets } from '../../../../lambda/diagnose/rules/aws/missing-targets.ts';
import type { Node } from '../../../../lambda/snapshot/kubernetes.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const notReady = (node: Node): Node => ({
  ...node,
  status: {
    ...node.status,
    conditions: (node.status?.conditions ?? []).map((one) => (one.type === 'Ready' ? { ...one, status: 'Unknown' } : one)),
  },
});

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where everybody is registered', () => change(gatewayWorld(), failing()), 'ruledOut'],
  ['is unknown where nodes were refused', () => change(gatewayWorld(), failing(), unread('nodes', 'forbidden', 403)), 'unknown'],
  [
    'is unknown where no binding tells who should be registered',
    () => change(gatewayWorld(), failing(), none('targetgroupbindings.elbv2.k8s.aws')),
    'unknown',
  ],
  [
    'explains a node that is not registered',
    () =>
      change(
        gatewayWorld(),
        deregistered(({ Target }) => Target.Id === 'i-0850eff32851766b3'),
      ),
    'cause',
  ],
  [
    'does not miss a node that is not Ready',
    () =>
      change(
        gatewayWorld(),
        failing(onNodes(0)),
        deregistered(({ Target }) => Target.Id === 'i-0850eff32851766b3'),
        nodes([1], notReady),
      ),
    'ruledOut',
  ],
];

describe('aws/missing-targets', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(missingTargets, world())).toBe(word);
  });
});
