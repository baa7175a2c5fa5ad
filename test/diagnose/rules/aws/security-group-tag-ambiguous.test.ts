import { describe, expect, test } from '@jest/globals';
import {
  change,
  type Edit,
  failing,
  loadBalancers,
  network,
  networkUnread,
  securityGroupRules,
  tags,
} from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { securityGroupTagAmbiguous } from '../../../../lambda/diagnose/rules/aws/security-group-tag-ambiguous.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const closed: Edit = securityGroupRules((rules) => rules.filter(({ IsEgress, FromPort }) => IsEgress !== false || FromPort !== 30866));
const another: Edit = (snapshot) =>
  change(
    snapshot,
    network('instances', (all) =>
      all.map((one) => ({
        ...one,
        NetworkInterfaces: (one.NetworkInterfaces ?? []).map((face) => ({
          ...face,
          Groups: [...(face.Groups ?? []), { GroupId: 'sg-2' }],
        })),
      })),
    ),
    network('securityGroups', (all) => [
      ...all,
      { GroupId: 'sg-2', Tags: [{ Key: 'kubernetes.io/cluster/obs-eu-dev-cluster', Value: 'owned' }] },
    ]),
  );

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where a rule is there', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'says nothing where another made the load balancer',
    () =>
      change(
        gatewayWorld(),
        failing(),
        tags(() => ({})),
        loadBalancers((one) => ({ ...one, LoadBalancerName: 'edge' })),
      ),
    'silent',
  ],
  [
    'is unknown where groups were refused',
    () => change(gatewayWorld(), failing(), closed, networkUnread('securityGroups', 'ec2:DescribeSecurityGroups')),
    'unknown',
  ],
  [
    'is ruled out where the interface has one group: that one is taken, tag or not',
    () => change(gatewayWorld(), failing(), closed),
    'ruledOut',
  ],
  ['explains two groups with the tag', () => change(gatewayWorld(), failing(), closed, another), 'cause'],
];

describe('aws/security-group-tag-ambiguous', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(securityGroupTagAmbiguous, world())).toBe(word);
  });
});
