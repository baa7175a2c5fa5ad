import { describe, expect, test } from '@jest/globals';
import { change, deregistered, failing, frontService, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { nodePortNotAllocated } from '../../../../lambda/diagnose/rules/kubernetes/node-port-not-allocated.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where there are NodePorts', () => change(gatewayWorld(), failing()), 'ruledOut'],
  ['is unknown where the Service was refused', () => change(gatewayWorld(), failing(), unread('services', 'forbidden', 403)), 'unknown'],
  [
    'says nothing where nobody switched the allocation off',
    () =>
      change(
        gatewayWorld(),
        failing(),
        frontService(({ ports }) => ({ ports: (ports ?? []).map(({ nodePort: _, ...port }) => port) })),
      ),
    'silent',
  ],
  [
    'explains empty groups',
    () =>
      change(
        gatewayWorld(),
        deregistered(),
        frontService(({ ports }) => ({
          allocateLoadBalancerNodePorts: false,
          ports: (ports ?? []).map(({ nodePort: _, ...port }) => port),
        })),
      ),
    'cause',
  ],
];

describe('kubernetes/node-port-not-allocated', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(nodePortNotAllocated, world())).toBe(word);
  });
});
