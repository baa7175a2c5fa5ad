import { describe, expect, test } from '@jest/globals';
import {
  agentLogs,
  change,
  ciliumNodes,
  configWritten,
  failing,
  onNodes,
  setting,
  unread,
  withoutIngressAddress,
} from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { agentsNotRestarted } from '../../../../lambda/diagnose/rules/cilium/agents-not-restarted.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { lookAt, wordFor } from '../lookAt.ts';

const drift = (key: string) =>
  `level=warn msg="Mismatch found" key=${key} actual=false expectedValue=true expectedSource=kube-system/cilium-config`;

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out while every node has an ingress address', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'is unknown where CiliumNodes were refused',
    () => change(gatewayWorld(), failing(), unread('ciliumnodes.cilium.io', 'forbidden', 403)),
    'unknown',
  ],
  [
    'is unknown where a CiliumNode does not show spec.ingress',
    () =>
      change(
        gatewayWorld(),
        failing(),
        ciliumNodes([0, 1, 2], ({ spec: { ingress: _, ...spec } = {}, ...node }) => ({ ...node, spec })),
      ),
    'unknown',
  ],
  [
    'says nothing where the ConfigMap does not ask for Envoy configuration',
    () => change(gatewayWorld(), failing(), setting('enable-envoy-config', 'false'), withoutIngressAddress()),
    'silent',
  ],
  [
    'explains by a log line where nothing else was read',
    () => change(gatewayWorld(), failing(), unread('ciliumnodes.cilium.io'), agentLogs(drift('enable-gateway-api'))),
    'cause',
  ],
  [
    'does not take a drift of another key for it',
    () => change(gatewayWorld(), failing(), unread('ciliumnodes.cilium.io'), agentLogs(drift('debug'))),
    'unknown',
  ],
  [
    'does not take the benign line for it',
    () =>
      change(
        gatewayWorld(),
        failing(),
        unread('ciliumnodes.cilium.io'),
        agentLogs('level=warn msg="No local entry found" key=enable-gateway-api expectedValue=true'),
      ),
    'unknown',
  ],
  [
    'does not blame agents that read the ConfigMap after it was changed',
    () => change(gatewayWorld(), failing(), withoutIngressAddress(), configWritten('2025-11-03T15:00:00Z')),
    'ruledOut',
  ],
];

describe('cilium/agents-not-restarted', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(agentsNotRestarted, world())).toBe(word);
  });

  test('is certain only where the agents are known to be older than the setting', () => {
    const world = change(gatewayWorld(), failing(), withoutIngressAddress(), configWritten('2025-11-03T15:59:00Z'));
    const sure = lookAt(agentsNotRestarted, world).causes[0];
    const unsure = lookAt(agentsNotRestarted, change(world, unread('pods'))).causes[0];
    expect([sure?.confidence, unsure?.confidence]).toEqual(['certain', 'likely']);
  });

  test('names exactly the stale nodes, and a healthy one among them refutes it', () => {
    const world = change(gatewayWorld(), configWritten('2025-11-03T15:59:00Z'), withoutIngressAddress(0));
    expect(lookAt(agentsNotRestarted, change(world, failing(onNodes(0)))).causes[0]?.explains).toEqual({ targets: 2, of: 2 });
    expect(lookAt(agentsNotRestarted, change(world, failing(onNodes(1)))).ruledOut).toMatch(/2 of them are healthy/);
  });

  test('recommends the restart first and shows host network mode with its consequence', () => {
    const world = change(gatewayWorld(), failing(), withoutIngressAddress(), configWritten('2025-11-03T15:59:00Z'));
    const remedies = lookAt(agentsNotRestarted, world).causes[0]?.remedies ?? [];
    expect(remedies[0]).toMatchObject({ recommended: true });
    expect(remedies.find(({ title }) => title.startsWith('Host network'))?.risk).toMatch(/Deletes this load balancer/);
  });
});
