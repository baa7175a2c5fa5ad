/** Target type ip on a Service that Envoy serves: empty groups; the twin has type instance. */

import type { TargetGroupBinding } from '../../../lambda/snapshot/kubernetes.ts';
import { change, deregistered, each, targetGroups } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/ip-targets-on-gateway';

const byAddress = (binding: TargetGroupBinding): TargetGroupBinding => ({ ...binding, spec: { ...binding.spec, targetType: 'ip' } });

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          targetGroups((group) => ({ ...group, TargetType: 'ip' })),
          each('targetgroupbindings.elbv2.k8s.aws', byAddress),
          deregistered(),
        ),
      source: 'made',
      why: 'The groups are of type ip and empty: the only endpoint is the placeholder, which is no pod.',
      expected: {
        cause: rule,
        confidence: 'certain',
        status: 'down',
        never: ['kubernetes/no-ready-endpoints', 'aws/missing-targets', 'kubernetes/nodes-excluded'],
      },
    },
    twin: {
      world: () => gatewayWorld(),
      source: 'made',
      why: 'Type instance: every node is a target.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
