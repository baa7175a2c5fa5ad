import { describe, expect, test } from '@jest/globals';
import { annotateService, change, failing, gateways, loadBalancers } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { schemeAnnotationNotPropagated } from '../../../../lambda/diagnose/rules/gateway/scheme-annotation-not-propagated.ts';
import type { Gateway } from '../../../../lambda/snapshot/kubernetes.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { lookAt, wordFor } from '../lookAt.ts';

const asking = (gateway: Gateway): Gateway => ({
  ...gateway,
  metadata: { ...gateway.metadata, annotations: { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' } },
});

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['says nothing where nobody asks', () => change(gatewayWorld(), failing()), 'silent'],
  ['advises where the Gateway asks in its metadata', () => change(gatewayWorld(), failing(), gateways(asking)), 'advice'],
  [
    'is ruled out where the scheme is the one asked for',
    () =>
      change(
        gatewayWorld(),
        failing(),
        gateways(asking),
        loadBalancers((one) => ({ ...one, Scheme: 'internet-facing' })),
      ),
    'ruledOut',
  ],
  [
    'says nothing where the Service asks for the other: that is another rule',
    () =>
      change(
        gatewayWorld(),
        failing(),
        gateways(asking),
        annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' }),
      ),
    'silent',
  ],
];

describe('gateway/scheme-annotation-not-propagated', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(schemeAnnotationNotPropagated, world())).toBe(word);
  });

  test('never explains targets, and says that its fix replaces the load balancer', () => {
    const look = lookAt(schemeAnnotationNotPropagated, change(gatewayWorld(), failing(), gateways(asking)));
    expect(look.advice[0]?.explains.targets).toBe(0);
    expect(look.advice[0]?.remedies[0]?.risk).toMatch(/^REPLACES/);
  });
});
