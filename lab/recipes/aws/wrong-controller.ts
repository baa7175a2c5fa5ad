/** The cloud provider made the load balancer and ignores the annotations; the twin was made by the right controller. */

import { annotateService, change, frontService, none, tags } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'aws/wrong-controller';

export const recipe: Recipe = {
  rule,
  scenarios: {
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
    twin: {
      world: () => change(gatewayWorld(), annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'instance' })),
      source: 'made',
      why: 'Class and tags name the AWS Load Balancer Controller.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
