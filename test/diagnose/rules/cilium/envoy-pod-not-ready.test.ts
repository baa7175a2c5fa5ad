import { describe, expect, test } from '@jest/globals';
import { change, crashing, failing, onNodes, setting, unread, withoutPods } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { envoyPodNotReady } from '../../../../lambda/diagnose/rules/cilium/envoy-pod-not-ready.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { lookAt, wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where all are ready', () => change(gatewayWorld(), failing(onNodes(0))), 'ruledOut'],
  ['is unknown where pods were refused', () => change(gatewayWorld(), failing(onNodes(0)), unread('pods', 'forbidden', 403)), 'unknown'],
  [
    'says nothing where Envoy runs inside the agent',
    () => change(gatewayWorld(), failing(onNodes(0)), setting('external-envoy-proxy', 'false'), crashing('cilium-envoy', [0])),
    'silent',
  ],
  [
    'is ruled out by the DaemonSet where nodes were refused',
    () => change(gatewayWorld(), failing(), unread('nodes', 'forbidden', 403)),
    'ruledOut',
  ],
  [
    'explains an absent pod, never for certain',
    () => change(gatewayWorld(), failing(onNodes(2)), withoutPods('cilium-envoy', [2])),
    'cause',
  ],
];

describe('cilium/envoy-pod-not-ready', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(envoyPodNotReady, world())).toBe(word);
  });

  test('is certain of a pod that says so, and not of one that is not there', () => {
    const [sick, absent] = [crashing('cilium-envoy', [2]), withoutPods('cilium-envoy', [2])].map(
      (edit) => lookAt(envoyPodNotReady, change(gatewayWorld(), failing(onNodes(2)), edit)).causes[0]?.confidence,
    );
    expect([sick, absent]).toEqual(['certain', 'likely']);
  });
});
