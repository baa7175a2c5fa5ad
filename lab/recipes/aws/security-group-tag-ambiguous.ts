/** Two groups of the nodes carry the cluster tag and no rule was written; in the twin one carries it. */

import { change, type Edit, failing, network, securityGroupRules } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'aws/security-group-tag-ambiguous';

const second = 'sg-0aaaabbbbcccc0001';
const twoGroups: Edit = (snapshot) =>
  change(
    snapshot,
    network('instances', (all) =>
      all.map((one) => ({
        ...one,
        NetworkInterfaces: (one.NetworkInterfaces ?? []).map((face) => ({
          ...face,
          Groups: [...(face.Groups ?? []), { GroupId: second, GroupName: 'extra' }],
        })),
      })),
    ),
    network('securityGroups', (all) => [...all, { GroupId: second, GroupName: 'extra', VpcId: 'vpc-0fa9c009f1c1c8261', Tags: [] }]),
  );
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

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          twoGroups,
          tagged(['sg-0ca10f1b1c00aac4e', second]),
          securityGroupRules((rules) => rules.filter(({ IsEgress, FromPort }) => IsEgress !== false || FromPort !== 30866)),
          failing(),
        ),
      source: 'made',
      why: 'Two security groups of every node carry the tag of the cluster: the controller wrote no rule.',
      expected: { cause: rule, confidence: 'likely', status: 'down', never: ['aws/security-group-blocks-health-check'] },
    },
    twin: {
      world: () => change(gatewayWorld(), twoGroups, tagged(['sg-0ca10f1b1c00aac4e'])),
      source: 'made',
      why: 'Two groups, one of them with the tag.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
