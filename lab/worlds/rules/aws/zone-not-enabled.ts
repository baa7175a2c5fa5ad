/** A node stands in a zone the load balancer does not serve; in the twin all zones are served. */

import { gatewayWorld } from '../../base.ts';
import { change, failing, health, loadBalancers, onNodes } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'aws/zone-not-enabled';

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(
          gatewayWorld(),
          loadBalancers((one) => ({
            ...one,
            AvailabilityZones: (one.AvailabilityZones ?? []).filter(({ ZoneName }) => ZoneName !== 'eu-west-2c'),
          })),
          health('unused', 'Target.NotInUse', onNodes(0)),
        ),
      source: 'made',
      why: 'The load balancer serves two zones, and the targets of the third are unused.',
      expected: {
        cause: rule,
        confidence: 'certain',
        status: 'degraded',
        never: ['aws/target-group-without-listener', 'aws/instance-not-running'],
      },
    },
    'explains unused targets in a zone that is not': () =>
      change(
        gatewayWorld(),
        health('unused', 'Target.NotInUse', onNodes(0)),
        loadBalancers((one) => ({
          ...one,
          AvailabilityZones: (one.AvailabilityZones ?? []).filter(({ ZoneName }) => ZoneName !== 'eu-west-2c'),
        })),
      ),
  },
  silent: {
    twin: {
      world: () => gatewayWorld(),
      source: 'made',
      why: 'Every zone with a node is served.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where AWS says unused of nobody': () => change(gatewayWorld(), failing()),
    'says nothing of unused targets in a zone that is served': {
      world: () => change(gatewayWorld(), health('unused', 'Target.NotInUse', onNodes(0))),
      says: 'silent',
    },
    'says nothing where the load balancer shows no zones': {
      world: () =>
        change(
          gatewayWorld(),
          health('unused', 'Target.NotInUse', onNodes(0)),
          loadBalancers(({ AvailabilityZones: _, ...one }) => one),
        ),
      says: 'silent',
    },
  },
});
