import { describe, expect, test } from '@jest/globals';
import { change, failing, frontService, onPort, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { nodePortChanged } from '../../../../lambda/diagnose/rules/kubernetes/node-port-changed.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { lookAt, wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where the ports are those of the Service', () => change(gatewayWorld(), failing()), 'ruledOut'],
  ['is unknown where the Service was refused', () => change(gatewayWorld(), failing(), unread('services', 'forbidden', 403)), 'unknown'],
  [
    'says nothing of a Service that is no LoadBalancer any more',
    () =>
      change(
        gatewayWorld(),
        failing(),
        frontService(() => ({ type: 'ClusterIP' })),
      ),
    'silent',
  ],
  [
    'explains targets on a port the Service does not have',
    () =>
      change(
        gatewayWorld(),
        failing(onPort(30866)),
        frontService(({ ports }) => ({
          ports: (ports ?? []).map((port) => ({ ...port, nodePort: (port.nodePort ?? 0) === 30866 ? 31999 : 31163 })),
        })),
      ),
    'cause',
  ],
];

describe('kubernetes/node-port-changed', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(nodePortChanged, world())).toBe(word);
  });

  test('quotes the fact that excludes it', () => {
    expect(lookAt(nodePortChanged, change(gatewayWorld(), failing())).ruledOut).toMatch(/30866 and 31163/);
  });
});
