import { describe, expect, test } from '@jest/globals';
import { add, change, type Edit, failing, regions, setting } from '../../../../lab/scene/change.ts';
import { plainWorld } from '../../../../lab/scene/worlds.ts';
import { localPolicyNodeNameMismatch } from '../../../../lambda/diagnose/rules/kubernetes/local-policy-node-name-mismatch.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const world =
  (args: readonly string[], domain: string): Edit =>
  (snapshot) =>
    change(
      snapshot,
      setting('kube-proxy-replacement', 'false'),
      add('daemonsets.apps', {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata: { name: 'kube-proxy', namespace: 'kube-system' },
        spec: { template: { spec: { containers: [{ name: 'kube-proxy', args: ['--v=2', ...args] }] } } },
      }),
      regions((region) => ({
        ...region,
        vpcs: { ...region.vpcs, items: region.vpcs.items.map((vpc) => ({ ...vpc, DhcpOptionsId: 'dopt-1' })) },
        dhcpOptions: {
          state: 'complete',
          items: [{ DhcpOptionsId: 'dopt-1', DhcpConfigurations: [{ Key: 'domain-name', Values: [{ Value: domain }] }] }],
        },
      })),
    );

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out by kube-proxy replacement', () => change(plainWorld(), failing()), 'ruledOut'],
  ["says nothing of AWS's own domain", () => change(plainWorld(), failing(), world([], 'eu-central-1.compute.internal')), 'silent'],
  [
    'is ruled out where kube-proxy is told its name',
    () => change(plainWorld(), failing(), world(['--hostname-override=$(NODE_NAME)'], 'corp.example.com')),
    'ruledOut',
  ],
  ['explains as a possibility', () => change(plainWorld(), failing(), world([], 'corp.example.com')), 'cause'],
];

describe('kubernetes/local-policy-node-name-mismatch', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(localPolicyNodeNameMismatch, world())).toBe(word);
  });
});
