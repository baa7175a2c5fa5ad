import { describe, expect, test } from '@jest/globals';
import { change, failing, health, network, networkUnread, onNodes } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { instanceNotRunning } from '../../../../lambda/diagnose/rules/aws/instance-not-running.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where the instances run', () => change(gatewayWorld(), failing()), 'ruledOut'],
  [
    'is unknown where instances were refused',
    () => change(gatewayWorld(), failing(), networkUnread('instances', 'ec2:DescribeInstances')),
    'unknown',
  ],
  [
    'explains by what the load balancer says where EC2 was not asked',
    () => change(gatewayWorld(), health('unused', 'Target.InvalidState', onNodes(0)), networkUnread('instances', 'ec2:DescribeInstances')),
    'cause',
  ],
  [
    'explains a terminated instance',
    () =>
      change(
        gatewayWorld(),
        failing(onNodes(0)),
        network('instances', (all) =>
          all.map((one) => (one.InstanceId === 'i-0d383f74d8197feb4' ? { ...one, State: { Name: 'terminated' } } : one)),
        ),
      ),
    'cause',
  ],
];

describe('aws/instance-not-running', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(instanceNotRunning, world())).toBe(word);
  });
});
