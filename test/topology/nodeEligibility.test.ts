/** Which nodes may be targets: the cases of the AWS Load Balancer Controller's pkg/backend/endpoint_utils.go. */

import { describe, expect, test } from '@jest/globals';
import type { Node } from '../../lambda/snapshot/kubernetes.ts';
import { excludingLabels, exclusionOf } from '../../lambda/topology/nodeEligibility.ts';

const node = (labels: Record<string, string>, taints: readonly { readonly key: string; readonly effect?: string }[] = []): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'one', labels },
  spec: { taints: [...taints] },
});

describe('labels', () => {
  test.each(excludingLabels)('%s excludes a node, with any value', (key) => {
    expect(exclusionOf(node({ [key]: '' }), undefined)).toEqual({ by: 'label', key, value: '' });
    expect(exclusionOf(node({ [key]: 'false' }), undefined)).toEqual({ by: 'label', key, value: 'false' });
  });

  test('Fargate nodes are excluded, other compute types are not', () => {
    expect(exclusionOf(node({ 'eks.amazonaws.com/compute-type': 'fargate' }), undefined)).toMatchObject({ by: 'label', value: 'fargate' });
    expect(exclusionOf(node({ 'eks.amazonaws.com/compute-type': 'auto' }), undefined)).toBeUndefined();
  });
});

describe('taints', () => {
  test.each(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])("the cluster autoscaler's excludes with effect %s", (effect) => {
    const key = 'ToBeDeletedByClusterAutoscaler';
    expect(exclusionOf(node({}, [{ key, effect }]), undefined)).toEqual({ by: 'taint', key, effect });
  });

  test("Karpenter's excludes with effect NoSchedule only", () => {
    const key = 'karpenter.sh/disrupted';
    expect(exclusionOf(node({}, [{ key, effect: 'NoSchedule' }]), undefined)).toEqual({ by: 'taint', key, effect: 'NoSchedule' });
    for (const effect of ['PreferNoSchedule', 'NoExecute']) expect(exclusionOf(node({}, [{ key, effect }]), undefined)).toBeUndefined();
  });

  test('other taints do not exclude', () => {
    expect(exclusionOf(node({}, [{ key: 'node.cilium.io/agent-not-ready', effect: 'NoExecute' }]), undefined)).toBeUndefined();
  });
});

describe('the node selector of the binding', () => {
  test('excludes what it does not match', () => {
    expect(exclusionOf(node({ role: 'edge' }), { matchLabels: { role: 'edge' } })).toBeUndefined();
    expect(exclusionOf(node({}), { matchLabels: { role: 'edge' } })).toEqual({ by: 'nodeSelector' });
  });

  test('no selector excludes nothing', () => {
    expect(exclusionOf(node({}), undefined)).toBeUndefined();
    expect(exclusionOf(node({}), null)).toBeUndefined();
  });
});
