import { describe, expect, test } from '@jest/globals';
import { add, change, type Edit, failing, onNodes } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { foreignHostNetworkDaemon } from '../../../../lambda/diagnose/rules/cilium/foreign-host-network-daemon.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const daemon =
  (place: number, hostNetwork: boolean, owner: string): Edit =>
  (snapshot) => {
    const nodeName = snapshot.clusters[0]?.readings.get('nodes')?.items[place]?.metadata.name ?? '';
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `${owner}-${place}`, namespace: 'kube-system', ownerReferences: [{ kind: 'DaemonSet', name: owner }] },
      spec: { nodeName, hostNetwork },
    };
    return change(snapshot, add('pods', pod));
  };

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['says nothing where there is no other DaemonSet', () => change(gatewayWorld(), failing(onNodes(0))), 'silent'],
  [
    'is ruled out where it runs on a healthy node too',
    () => change(gatewayWorld(), failing(onNodes(0)), daemon(0, true, 'vpn'), daemon(1, true, 'vpn')),
    'ruledOut',
  ],
  ['does not look at pods in their own network', () => change(gatewayWorld(), failing(onNodes(0)), daemon(0, false, 'vpn')), 'silent'],
  ["does not suspect Cilium's own or AWS's", () => change(gatewayWorld(), failing(onNodes(0)), daemon(0, true, 'aws-node')), 'silent'],
  ['explains as a possibility', () => change(gatewayWorld(), failing(onNodes(0)), daemon(0, true, 'vpn')), 'cause'],
];

describe('cilium/foreign-host-network-daemon', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(foreignHostNetworkDaemon, world())).toBe(word);
  });
});
