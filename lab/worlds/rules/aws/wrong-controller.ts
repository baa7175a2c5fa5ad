/** The cloud provider made the load balancer and ignores the annotations; the twin was made by the right controller. */

import { gatewayWorld } from '../../base.ts';
import { annotateService, change, failing, frontService, madeByNobody, none, tags, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'aws/wrong-controller';

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip' }),
          frontService(({ loadBalancerClass: _, ...spec }) => ({ ...spec, loadBalancerClass: undefined })),
          tags(() => ({
            'kubernetes.io/service-name': 'gateway/cilium-gateway-shared-gateway',
            'kubernetes.io/cluster/obs-eu-dev-cluster': 'owned',
          })),
          none('targetgroupbindings.elbv2.k8s.aws'),
        ),
      source: 'made',
      why: 'The tags are those of the cloud provider, and the Service asks for target type ip, which it ignores.',
      expected: { cause: 'none', also: [rule], status: 'healthy' },
    },
    'advises where the class names another controller': {
      world: () =>
        change(
          gatewayWorld(),
          failing(),
          frontService(() => ({ loadBalancerClass: 'eks.amazonaws.com/nlb' })),
        ),
      says: 'advice',
    },
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'instance' })),
      source: 'made',
      why: 'Class and tags name the AWS Load Balancer Controller.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where class and tags agree': () => change(gatewayWorld(), failing()),
    'says nothing where nothing tells who made it': {
      world: () => change(gatewayWorld(), failing(), ...madeByNobody),
      says: 'silent',
    },
  },
  unknown: {
    'is unknown where the Service was refused': () => change(gatewayWorld(), failing(), unread('services', 'forbidden', 403)),
  },
});
