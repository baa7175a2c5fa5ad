import { describe, expect, test } from '@jest/globals';
import { change, crashing, type Edit, failing, nodes, onNodes, setting, withoutIngressAddress } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { nodeImageLacksTproxy } from '../../../../lambda/diagnose/rules/cilium/node-image-lacks-tproxy.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const kernel = (place: number): Edit =>
  nodes([place], (node) => ({
    ...node,
    status: { ...node.status, nodeInfo: { ...node.status?.nodeInfo, kernelVersion: '5.10.0-special' } },
  }));

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['says nothing where all nodes fail', () => change(gatewayWorld(), failing(), kernel(0)), 'silent'],
  ['is ruled out where nodes share image and kernel', () => change(gatewayWorld(), failing(onNodes(0))), 'ruledOut'],
  [
    'is ruled out where no module is needed',
    () => change(gatewayWorld(), failing(onNodes(0)), kernel(0), setting('enable-bpf-tproxy', 'true')),
    'ruledOut',
  ],
  [
    'says nothing where the agent is sick: that is more telling',
    () => change(gatewayWorld(), failing(onNodes(0)), kernel(0), crashing('cilium', [0])),
    'silent',
  ],
  [
    'says nothing where the ingress address is missing',
    () => change(gatewayWorld(), failing(onNodes(0)), kernel(0), withoutIngressAddress(0)),
    'silent',
  ],
  ['explains as a possibility where only the kernel differs', () => change(gatewayWorld(), failing(onNodes(0)), kernel(0)), 'cause'],
];

describe('cilium/node-image-lacks-tproxy', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(nodeImageLacksTproxy, world())).toBe(word);
  });
});
