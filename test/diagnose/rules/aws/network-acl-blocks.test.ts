import { describe, expect, test } from '@jest/globals';
import { gatewayWorld } from '../../../../lab/worlds/base.ts';
import { change, failing, network } from '../../../../lab/worlds/change.ts';
import { elsewhere, entry } from '../../../../lab/worlds/rules/aws/network-acl-blocks.ts';
import { networkAclBlocks } from '../../../../lambda/diagnose/rules/aws/network-acl-blocks.ts';
import { lookAt } from '../lookAt.ts';

describe('aws/network-acl-blocks', () => {
  test('is certain only of an entry that says deny', () => {
    const base = change(gatewayWorld(), failing(), elsewhere);
    const denied = lookAt(networkAclBlocks, change(base, network('networkAcls', entry(50, 'deny', false, 30000, 32767)))).causes[0];
    const left = lookAt(
      networkAclBlocks,
      change(
        base,
        network('networkAcls', (all) => all.map((acl) => ({ ...acl, Entries: [] }))),
      ),
    ).causes[0];
    expect([denied?.confidence, left?.confidence]).toEqual(['certain', 'likely']);
  });
});
