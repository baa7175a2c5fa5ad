import { describe, expect, test } from '@jest/globals';
import { change, type Edit, failing, network, networkUnread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { networkAclBlocks } from '../../../../lambda/diagnose/rules/aws/network-acl-blocks.ts';
import type { NetworkAcl } from '../../../../lambda/snapshot/aws.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { lookAt, wordFor } from '../lookAt.ts';

const elsewhere: Edit = network('instances', (all) =>
  all.map((one) => ({ ...one, NetworkInterfaces: (one.NetworkInterfaces ?? []).map((face) => ({ ...face, SubnetId: 'subnet-1' })) })),
);
const entry = (RuleNumber: number, RuleAction: string, Egress: boolean, From: number, To: number) => (acls: readonly NetworkAcl[]) =>
  acls.map((acl) => ({
    ...acl,
    Entries: [...(acl.Entries ?? []), { CidrBlock: '0.0.0.0/0', Egress, Protocol: '6', RuleAction, RuleNumber, PortRange: { From, To } }],
  }));

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  [
    'is ruled out where load balancer and targets share subnets',
    () => change(gatewayWorld(), failing(), network('networkAcls', entry(50, 'deny', false, 0, 65535))),
    'ruledOut',
  ],
  ['is ruled out by the default ACL', () => change(gatewayWorld(), failing(), elsewhere), 'ruledOut'],
  [
    'is unknown where ACLs were refused',
    () => change(gatewayWorld(), failing(), elsewhere, networkUnread('networkAcls', 'ec2:DescribeNetworkAcls')),
    'unknown',
  ],
  [
    'explains an entry that denies the port',
    () => change(gatewayWorld(), failing(), elsewhere, network('networkAcls', entry(50, 'deny', false, 30000, 32767))),
    'cause',
  ],
  [
    'explains an entry that denies the answer',
    () => change(gatewayWorld(), failing(), elsewhere, network('networkAcls', entry(50, 'deny', true, 1024, 65535))),
    'cause',
  ],
  [
    'does not count a part of the answer ports',
    () => change(gatewayWorld(), failing(), elsewhere, network('networkAcls', entry(50, 'deny', true, 3389, 3389))),
    'ruledOut',
  ],
  [
    'does not count an entry behind one that allows',
    () => change(gatewayWorld(), failing(), elsewhere, network('networkAcls', entry(32000, 'deny', false, 30000, 32767))),
    'ruledOut',
  ],
];

describe('aws/network-acl-blocks', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(networkAclBlocks, world())).toBe(word);
  });

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
