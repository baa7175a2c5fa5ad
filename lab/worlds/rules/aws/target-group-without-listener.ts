/** The group of port 443 is attached to nothing; the twin has both attached. */

import { gatewayWorld } from '../../base.ts';
import { change, type Edit, failing, health, onPort, regions, targetGroups } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'aws/target-group-without-listener';

const loose: Edit = (snapshot) =>
  change(
    snapshot,
    targetGroups((group) => (group.Port === 31163 ? { ...group, LoadBalancerArns: [] } : group)),
    regions((region) => ({ ...region, listeners: new Map() })),
  );

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          targetGroups((group) => (group.Port === 31163 ? { ...group, LoadBalancerArns: [] } : group)),
          regions((region) => ({
            ...region,
            listeners: new Map(
              [...region.listeners].map(([name, list]) => [name, { ...list, items: list.items.filter(({ Port }) => Port !== 443) }]),
            ),
          })),
          health('unused', 'Target.NotInUse', onPort(31163)),
        ),
      source: 'made',
      why: 'AWS lists no load balancer for the group of the Service port 443, and its targets are unused.',
      expected: {
        cause: rule,
        confidence: 'certain',
        status: 'degraded',
        never: ['cilium/envoy-config-port-missing', 'aws/security-group-blocks-health-check'],
      },
    },
    'explains a group that is attached to nothing': () => change(gatewayWorld(), loose, health('unused', 'Target.NotInUse', onPort(31163))),
  },
  silent: {
    twin: {
      world: () => gatewayWorld(),
      source: 'made',
      why: 'Both groups are attached.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where every group is attached': () => change(gatewayWorld(), failing()),
  },
  unknown: {
    'is unknown where a group does not say where it belongs and listeners were not read': () =>
      change(
        gatewayWorld(),
        failing(),
        targetGroups(({ LoadBalancerArns: _, ...group }) => group),
        regions((region) => ({ ...region, listeners: new Map() })),
      ),
  },
});
