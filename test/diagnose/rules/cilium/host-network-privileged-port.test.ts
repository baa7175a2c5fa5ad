import { describe, expect, test } from '@jest/globals';
import { change, failing, setting, targetGroups, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { hostNetworkPrivilegedPort } from '../../../../lambda/diagnose/rules/cilium/host-network-privileged-port.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['says nothing of NodePorts', () => change(gatewayWorld(), failing(), setting('gateway-api-hostnetwork-enabled', 'true')), 'silent'],
  [
    'says nothing of a low port that is no listener of a Gateway',
    () =>
      change(
        gatewayWorld(),
        failing(),
        setting('gateway-api-hostnetwork-enabled', 'true'),
        targetGroups((group) => ({ ...group, Port: 22 })),
      ),
    'silent',
  ],
  [
    'is unknown where the DaemonSet was refused',
    () =>
      change(
        gatewayWorld(),
        failing(),
        setting('gateway-api-hostnetwork-enabled', 'true'),
        targetGroups((group) => ({ ...group, Port: 80 })),
        unread('daemonsets.apps', 'forbidden', 403),
      ),
    'unknown',
  ],
  [
    'is ruled out where host network mode is off',
    () =>
      change(
        gatewayWorld(),
        failing(),
        targetGroups((group) => ({ ...group, Port: 80 })),
      ),
    'ruledOut',
  ],
  [
    'explains a listener port below 1024',
    () =>
      change(
        gatewayWorld(),
        failing(),
        setting('gateway-api-hostnetwork-enabled', 'true'),
        targetGroups((group) => ({ ...group, Port: 80 })),
      ),
    'cause',
  ],
];

describe('cilium/host-network-privileged-port', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(hostNetworkPrivilegedPort, world())).toBe(word);
  });
});
