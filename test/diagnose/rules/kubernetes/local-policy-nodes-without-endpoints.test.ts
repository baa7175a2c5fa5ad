import { describe, expect, test } from '@jest/globals';
import { plainWorld } from '../../../../lab/worlds/base.ts';
import { localPolicyNodesWithoutEndpoints } from '../../../../lambda/diagnose/rules/kubernetes/local-policy-nodes-without-endpoints.ts';
import { lookAt } from '../lookAt.ts';

describe('kubernetes/local-policy-nodes-without-endpoints', () => {
  test('is information, never a cause', () => {
    const [finding] = lookAt(localPolicyNodesWithoutEndpoints, plainWorld()).advice;
    expect(finding).toMatchObject({ severity: 'info', explains: { targets: 0 } });
  });
});
