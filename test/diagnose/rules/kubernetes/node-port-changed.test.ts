import { describe, expect, test } from '@jest/globals';
import { gatewayWorld } from '../../../../lab/worlds/base.ts';
import { change, failing } from '../../../../lab/worlds/change.ts';
import { nodePortChanged } from '../../../../lambda/diagnose/rules/kubernetes/node-port-changed.ts';
import { lookAt } from '../lookAt.ts';

describe('kubernetes/node-port-changed', () => {
  test('quotes the fact that excludes it', () => {
    expect(lookAt(nodePortChanged, change(gatewayWorld(), failing())).ruledOut).toMatch(/30866 and 31163/);
  });
});
