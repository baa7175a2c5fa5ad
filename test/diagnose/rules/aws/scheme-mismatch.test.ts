import { describe, expect, test } from '@jest/globals';
import { annotateService, change, failing, loadBalancers } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { schemeMismatch } from '../../../../lambda/diagnose/rules/aws/scheme-mismatch.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { lookAt, wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['says nothing where nobody asks', () => change(gatewayWorld(), failing()), 'silent'],
  [
    'advises where the Service asks for the other',
    () => change(gatewayWorld(), failing(), annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' })),
    'advice',
  ],
  [
    'understands the old annotation',
    () => change(gatewayWorld(), failing(), annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-internal': 'false' })),
    'advice',
  ],
  [
    'is ruled out where they agree',
    () => change(gatewayWorld(), failing(), annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' })),
    'ruledOut',
  ],
  [
    'does not understand a word that is no scheme',
    () => change(gatewayWorld(), failing(), annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'public' })),
    'silent',
  ],
];

describe('aws/scheme-mismatch', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(schemeMismatch, world())).toBe(word);
  });

  test('is critical where something internal faces the internet', () => {
    const world = change(
      gatewayWorld(),
      annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' }),
      loadBalancers((one) => ({ ...one, Scheme: 'internet-facing' })),
    );
    expect(lookAt(schemeMismatch, world).advice[0]?.severity).toBe('critical');
  });
});
