import { describe, expect, test } from '@jest/globals';
import { gatewayWorld } from '../../../../lab/worlds/base.ts';
import { change, type Edit, failing, network } from '../../../../lab/worlds/change.ts';
import { networkAclBlocks } from '../../../../lambda/diagnose/rules/aws/network-acl-blocks.ts';
import type { NetworkAcl } from '../../../../lambda/snapshot/aws.ts';
import { lookAt } from '../lookAt.ts';

const elsewhere: Edit = network('instances', (all) =>
  all.map((one) => ({ ...one, NetworkInterfaces: (one.NetworkInterfaces ?? []).map((face) => ({ ...face, SubnetId: 'subnet-1' })) })),
);
const entry = (RuleNumber: number, RuleAction: string, Egress: boolean, From: number, To: number) => (acls: readonly NetworkAcl[]) =>
  acls.map((acl) => ({
    ...acl,
    Entries: [...(acl.Entries ?? []), { CidrBlock: '0.0.0.0/0', Egress, Protocol: '6', RuleAction, RuleNumber, PortRange: { From, To } }],
  }));

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
