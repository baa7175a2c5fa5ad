/** Two groups of the nodes carry the cluster tag and no rule was written; in the twin one carries it. */

import type { SecurityGroup } from '../../../../lambda/snapshot/aws.ts';
import { gatewayWorld } from '../../base.ts';
import { change, type Edit, failing, madeByNobody, network, networkUnread, securityGroupRules } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'aws/security-group-tag-ambiguous';

const second = 'sg-0aaaabbbbcccc0001';
/** Every interface of the nodes has one more group. */
const withGroup =
  (group: SecurityGroup): Edit =>
  (snapshot) =>
    change(
      snapshot,
      network('instances', (all) =>
        all.map((one) => ({
          ...one,
          NetworkInterfaces: (one.NetworkInterfaces ?? []).map((face) => ({
            ...face,
            Groups: [...(face.Groups ?? []), { GroupId: group.GroupId, GroupName: group.GroupName }],
          })),
        })),
      ),
      network('securityGroups', (all) => [...all, group]),
    );
const twoGroups = withGroup({ GroupId: second, GroupName: 'extra', VpcId: 'vpc-0fa9c009f1c1c8261', Tags: [] });
const tagged = (groups: readonly string[]): Edit =>
  network('securityGroups', (all) =>
    all.map((one) => ({
      ...one,
      Tags: [
        ...(one.Tags ?? []).filter(({ Key }) => Key !== 'kubernetes.io/cluster/obs-eu-dev-cluster'),
        ...(groups.includes(one.GroupId) ? [{ Key: 'kubernetes.io/cluster/obs-eu-dev-cluster', Value: 'owned' }] : []),
      ],
    })),
  );

const closed: Edit = securityGroupRules((rules) => rules.filter(({ IsEgress, FromPort }) => IsEgress !== false || FromPort !== 30866));
const another = withGroup({ GroupId: 'sg-2', Tags: [{ Key: 'kubernetes.io/cluster/obs-eu-dev-cluster', Value: 'owned' }] });

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), twoGroups, tagged(['sg-0ca10f1b1c00aac4e', second]), closed, failing()),
      source: 'made',
      why: 'Two security groups of every node carry the tag of the cluster: the controller wrote no rule.',
      expected: { cause: rule, confidence: 'likely', status: 'down', never: ['aws/security-group-blocks-health-check'] },
    },
    'explains two groups with the tag': () => change(gatewayWorld(), failing(), closed, another),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), twoGroups, tagged(['sg-0ca10f1b1c00aac4e'])),
      source: 'made',
      why: 'Two groups, one of them with the tag.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where a rule is there': () => change(gatewayWorld(), failing()),
    'says nothing where another made the load balancer': {
      world: () => change(gatewayWorld(), failing(), ...madeByNobody),
      says: 'silent',
    },
    'is ruled out where the interface has one group: that one is taken, tag or not': () => change(gatewayWorld(), failing(), closed),
  },
  unknown: {
    'is unknown where groups were refused': () =>
      change(gatewayWorld(), failing(), closed, networkUnread('securityGroups', 'ec2:DescribeSecurityGroups')),
  },
});
