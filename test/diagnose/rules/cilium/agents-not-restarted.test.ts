import { describe, expect, test } from '@jest/globals';
import { gatewayWorld } from '../../../../lab/worlds/base.ts';
import { change, configWritten, failing, onNodes, unread, withoutIngressAddress } from '../../../../lab/worlds/change.ts';
import { agentsNotRestarted } from '../../../../lambda/diagnose/rules/cilium/agents-not-restarted.ts';
import { lookAt } from '../lookAt.ts';

describe('cilium/agents-not-restarted', () => {
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
