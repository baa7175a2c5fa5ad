/** Source ranges without the load balancer in a version that enforces them on NodePorts; the twin has the VPC among them. */

import { gatewayWorld } from '../../base.ts';
import { annotateService, change, ciliumVersion, failing, frontService, networkUnread, setting } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'cilium/source-ranges-block-health-checks';

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          ciliumVersion('1.18.2'),
          frontService(() => ({ loadBalancerSourceRanges: ['203.0.113.0/24'] })),
          failing(),
        ),
      source: 'made',
      why: 'The ranges hold an office network only, and Cilium 1.18.2 enforces them on NodePorts: health checks come from the VPC.',
      expected: { cause: rule, confidence: 'likely', status: 'down', never: ['aws/security-group-blocks-health-check'] },
    },
    'explains any version that is asked to': () =>
      change(
        gatewayWorld(),
        failing(),
        ciliumVersion('1.17.4'),
        setting('bpf-lb-source-range-all-types', 'true'),
        frontService(() => ({ loadBalancerSourceRanges: ['192.0.2.0/24'] })),
      ),
    'reads the annotation as well': () =>
      change(
        gatewayWorld(),
        failing(),
        ciliumVersion('1.18.1'),
        annotateService({ 'service.beta.kubernetes.io/load-balancer-source-ranges': '192.0.2.0/24, 198.51.100.0/24' }),
      ),
  },
  silent: {
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          ciliumVersion('1.18.2'),
          frontService(() => ({ loadBalancerSourceRanges: ['203.0.113.0/24', '10.60.0.0/16'] })),
        ),
      source: 'made',
      why: 'The ranges hold the VPC as well.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'says nothing where there are no ranges': { world: () => change(gatewayWorld(), failing()), says: 'silent' },
    'is ruled out where the ranges hold the load balancer': () =>
      change(
        gatewayWorld(),
        failing(),
        ciliumVersion('1.18.2'),
        frontService(() => ({ loadBalancerSourceRanges: ['10.0.0.0/8'] })),
      ),
    'says nothing in a version that does not enforce them on NodePorts': {
      world: () =>
        change(
          gatewayWorld(),
          failing(),
          ciliumVersion('1.17.4'),
          frontService(() => ({ loadBalancerSourceRanges: ['192.0.2.0/24'] })),
        ),
      says: 'silent',
    },
  },
  unknown: {
    'is unknown where the addresses of the load balancer are': () =>
      change(
        gatewayWorld(),
        failing(),
        ciliumVersion('1.18.1'),
        frontService(() => ({ loadBalancerSourceRanges: ['192.0.2.0/24'] })),
        networkUnread('networkInterfaces', 'ec2:DescribeNetworkInterfaces'),
        networkUnread('subnets', 'ec2:DescribeSubnets'),
      ),
  },
});
