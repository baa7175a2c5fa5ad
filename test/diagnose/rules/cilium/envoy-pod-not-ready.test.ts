import { describe, expect, test } from '@jest/globals';
import { gatewayWorld } from '../../../../lab/worlds/base.ts';
import { change, crashing, failing, onNodes, withoutPods } from '../../../../lab/worlds/change.ts';
import { envoyPodNotReady } from '../../../../lambda/diagnose/rules/cilium/envoy-pod-not-ready.ts';
import { lookAt } from '../lookAt.ts';

describe('cilium/envoy-pod-not-ready', () => {
  test('is certain of a pod that says so, and not of one that is not there', () => {
    const [sick, absent] = [crashing('cilium-envoy', [2]), withoutPods('cilium-envoy', [2])].map(
      (edit) => lookAt(envoyPodNotReady, change(gatewayWorld(), failing(onNodes(2)), edit)).causes[0]?.confidence,
    );
    expect([sick, absent]).toEqual(['certain', 'likely']);
  });
});
