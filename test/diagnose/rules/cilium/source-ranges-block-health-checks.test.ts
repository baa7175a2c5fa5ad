import { describe, expect, test } from '@jest/globals';
import { annotateService, change, ciliumVersion, failing, frontService, networkUnread, setting } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { sourceRangesBlockHealthChecks } from '../../../../lambda/diagnose/rules/cilium/source-ranges-block-health-checks.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['says nothing where there are no ranges', () => change(gatewayWorld(), failing()), 'silent'],
  [
    'is ruled out where the ranges hold the load balancer',
    () =>
      change(
        gatewayWorld(),
        failing(),
        ciliumVersion('1.18.2'),
        frontService(() => ({ loadBalancerSourceRanges: ['10.0.0.0/8'] })),
      ),
    'ruledOut',
  ],
  [
    'says nothing in a version that does not enforce them on NodePorts',
    () =>
      change(
        gatewayWorld(),
        failing(),
        ciliumVersion('1.17.4'),
        frontService(() => ({ loadBalancerSourceRanges: ['192.0.2.0/24'] })),
      ),
    'silent',
  ],
  [
    'explains any version that is asked to',
    () =>
      change(
        gatewayWorld(),
        failing(),
        ciliumVersion('1.17.4'),
        setting('bpf-lb-source-range-all-types', 'true'),
        frontService(() => ({ loadBalancerSourceRanges: ['192.0.2.0/24'] })),
      ),
    'cause',
  ],
  [
    'reads the annotation as well',
    () =>
      change(
        gatewayWorld(),
        failing(),
        ciliumVersion('1.18.1'),
        annotateService({ 'service.beta.kubernetes.io/load-balancer-source-ranges': '192.0.2.0/24, 198.51.100.0/24' }),
      ),
    'cause',
  ],
  [
    'is unknown where the addresses of the load balancer are',
    () =>
      change(
        gatewayWorld(),
        failing(),
        ciliumVersion('1.18.1'),
        frontService(() => ({ loadBalancerSourceRanges: ['192.0.2.0/24'] })),
        networkUnread('networkInterfaces', 'ec2:DescribeNetworkInterfaces'),
        networkUnread('subnets', 'ec2:DescribeSubnets'),
      ),
    'unknown',
  ],
];

describe('cilium/source-ranges-block-health-checks', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(sourceRangesBlockHealthChecks, world())).toBe(word);
  });
});
