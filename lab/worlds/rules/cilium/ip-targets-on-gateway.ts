/** Target type ip on a Service that Envoy serves: empty groups; the twin has type instance. */

import type { TargetGroupBinding } from '../../../../lambda/snapshot/kubernetes.ts';
import { gatewayWorld } from '../../base.ts';
import { change, deregistered, each, failing, targetGroups, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'cilium/ip-targets-on-gateway';

const byAddress = (binding: TargetGroupBinding): TargetGroupBinding => ({ ...binding, spec: { ...binding.spec, targetType: 'ip' } });

export const table = ruleTable(rule, {
  speaks: {
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
    'explains an empty group of type ip': () =>
      change(
        gatewayWorld(),
        targetGroups((group) => ({ ...group, TargetType: 'ip' })),
        deregistered(),
      ),
  },
  silent: {
    twin: {
      world: () => gatewayWorld(),
      source: 'made',
      why: 'Type instance: every node is a target.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out by type instance': () => change(gatewayWorld(), failing()),
    'says nothing of a group of type ip that has targets': {
      world: () =>
        change(
          gatewayWorld(),
          failing(),
          targetGroups((group) => ({ ...group, TargetType: 'ip' })),
        ),
      says: 'silent',
    },
  },
  unknown: {
    'is unknown where it cannot be told whether Envoy serves the Service': () =>
      change(
        gatewayWorld(),
        deregistered(),
        unread('services'),
        unread('gateways.gateway.networking.k8s.io'),
        unread('ciliumenvoyconfigs.cilium.io'),
        unread('endpoints'),
        unread('endpointslices.discovery.k8s.io'),
      ),
  },
});
