/** An entry denies the NodePorts in the subnets of the nodes; in the twin it denies a port nobody uses. */

import type { NetworkAcl } from '../../../lambda/snapshot/aws.ts';
import { change, type Edit, failing, network } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

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

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), nodesElsewhere, network('networkAcls', denying(30000, 32767)), failing()),
      source: 'made',
      why: 'Entry 50 denies TCP 30000-32767 from everywhere, before the one that allows all.',
      expected: { cause: rule, confidence: 'certain', status: 'down', never: ['aws/security-group-blocks-health-check'] },
    },
    twin: {
      world: () => change(gatewayWorld(), nodesElsewhere, network('networkAcls', denying(23, 23))),
      source: 'made',
      why: 'The same entry for a port nobody uses.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
