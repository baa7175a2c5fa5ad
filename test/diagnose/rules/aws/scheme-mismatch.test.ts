import { describe, expect, test } from '@jest/globals';
import { gatewayWorld } from '../../../../lab/worlds/base.ts';
import { annotateService, change, loadBalancers } from '../../../../lab/worlds/change.ts';
import { schemeMismatch } from '../../../../lambda/diagnose/rules/aws/scheme-mismatch.ts';
import { lookAt } from '../lookAt.ts';

describe('aws/scheme-mismatch', () => {
  test('is critical where something internal faces the internet', () => {
    const world = change(
      gatewayWorld(),
      annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' }),
      loadBalancers((one) => ({ ...one, Scheme: 'internet-facing' })),
    );
    expect(lookAt(schemeMismatch, world).advice[0]?.severity).toBe('critical');
  });
});
