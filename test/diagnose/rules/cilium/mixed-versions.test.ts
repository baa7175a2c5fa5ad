import { describe, expect, test } from '@jest/globals';
import { change, type Edit, failing, onNodes, pods, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { mixedVersions } from '../../../../lambda/diagnose/rules/cilium/mixed-versions.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const agentImage = (places: readonly number[], image: string): Edit =>
  pods(
    'cilium',
    (pod) => ({ ...pod, spec: { ...pod.spec, containers: (pod.spec?.containers ?? []).map((one) => ({ ...one, image })) } }),
    places,
  );

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['says nothing where all nodes fail', () => change(gatewayWorld(), failing(), agentImage([0], 'cilium:v1.17.0')), 'silent'],
  ['is ruled out where images are the same', () => change(gatewayWorld(), failing(onNodes(0))), 'ruledOut'],
  [
    'is ruled out where failing and healthy nodes share one',
    () => change(gatewayWorld(), failing(onNodes(0, 1)), agentImage([0], 'cilium:v1.17.0')),
    'ruledOut',
  ],
  ['is unknown where pods were refused', () => change(gatewayWorld(), failing(onNodes(0)), unread('pods', 'forbidden', 403)), 'unknown'],
  [
    'explains exactly the nodes of the other image',
    () => change(gatewayWorld(), failing(onNodes(0)), agentImage([0], 'cilium:v1.17.0')),
    'cause',
  ],
];

describe('cilium/mixed-versions', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(mixedVersions, world())).toBe(word);
  });
});
