/** An entry denies the NodePorts in the subnets of the nodes; in the twin it denies a port nobody uses. */

import type { NetworkAcl } from '../../../../lambda/snapshot/aws.ts';
import { gatewayWorld } from '../../base.ts';
import { change, type Edit, failing, network, networkUnread } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'aws/network-acl-blocks';

const denying =
  (From: number, To: number) =>
  (acls: readonly NetworkAcl[]): readonly NetworkAcl[] =>
    acls.map((acl) => ({
      ...acl,
      Entries: [
        { CidrBlock: '0.0.0.0/0', Egress: false, Protocol: '6', RuleAction: 'deny', RuleNumber: 50, PortRange: { From, To } },
        ...(acl.Entries ?? []),
      ],
    }));

/** The nodes stand in subnets of their own: within one subnet no ACL applies. */
const nodesElsewhere: Edit = network('instances', (all) =>
  all.map((one) => ({
    ...one,
    SubnetId: 'subnet-0c0ffee0000000001',
    NetworkInterfaces: (one.NetworkInterfaces ?? []).map((face) => ({ ...face, SubnetId: 'subnet-0c0ffee0000000001' })),
  })),
);

export const elsewhere: Edit = network('instances', (all) =>
  all.map((one) => ({ ...one, NetworkInterfaces: (one.NetworkInterfaces ?? []).map((face) => ({ ...face, SubnetId: 'subnet-1' })) })),
);
export const entry = (RuleNumber: number, RuleAction: string, Egress: boolean, From: number, To: number) => (acls: readonly NetworkAcl[]) =>
  acls.map((acl) => ({
    ...acl,
    Entries: [...(acl.Entries ?? []), { CidrBlock: '0.0.0.0/0', Egress, Protocol: '6', RuleAction, RuleNumber, PortRange: { From, To } }],
  }));

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), nodesElsewhere, network('networkAcls', denying(30000, 32767)), failing()),
      source: 'made',
      why: 'Entry 50 denies TCP 30000-32767 from everywhere, before the one that allows all.',
      expected: { cause: rule, confidence: 'certain', status: 'down', never: ['aws/security-group-blocks-health-check'] },
    },
    'explains an entry that denies the port': () =>
      change(gatewayWorld(), failing(), elsewhere, network('networkAcls', entry(50, 'deny', false, 30000, 32767))),
    'explains an entry that denies the answer': () =>
      change(gatewayWorld(), failing(), elsewhere, network('networkAcls', entry(50, 'deny', true, 1024, 65535))),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), nodesElsewhere, network('networkAcls', denying(23, 23))),
      source: 'made',
      why: 'The same entry for a port nobody uses.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where load balancer and targets share subnets': () =>
      change(gatewayWorld(), failing(), network('networkAcls', entry(50, 'deny', false, 0, 65535))),
    'is ruled out by the default ACL': () => change(gatewayWorld(), failing(), elsewhere),
    'does not count a part of the answer ports': () =>
      change(gatewayWorld(), failing(), elsewhere, network('networkAcls', entry(50, 'deny', true, 3389, 3389))),
    'does not count an entry behind one that allows': () =>
      change(gatewayWorld(), failing(), elsewhere, network('networkAcls', entry(32000, 'deny', false, 30000, 32767))),
  },
  unknown: {
    'is unknown where ACLs were refused': () =>
      change(gatewayWorld(), failing(), elsewhere, networkUnread('networkAcls', 'ec2:DescribeNetworkAcls')),
  },
});
