/** A registered instance that is no node any more; the twin has one that is draining, on its way out. */

import { gatewayWorld } from '../../base.ts';
import { change, type Edit, each, failing, onNodes, targetHealth, unread, without } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'aws/stale-targets';

const leftover = (State: string, Reason: string): Edit =>
  targetHealth((all) => {
    const port = all[0]?.Target.Port;
    const gone = {
      Target: { Id: 'i-0deadbeef00000001', ...(port === undefined ? {} : { Port: port }) },
      HealthCheckPort: String(port),
      TargetHealth: { State, Reason },
    };
    return [...all, gone];
  });

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), leftover('unhealthy', 'Target.FailedHealthChecks')),
      source: 'made',
      why: 'One registered instance is none of the nodes of the cluster; all nodes are healthy.',
      expected: { cause: rule, status: 'degraded', never: ['cilium/agents-not-restarted', 'kubernetes/service-deleted'] },
    },
    'explains instances that are no nodes': () =>
      change(
        gatewayWorld(),
        failing(onNodes(0)),
        without('nodes', ({ metadata }) => metadata.name.startsWith('ip-10-60-89-168')),
      ),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), leftover('draining', 'Target.DeregistrationInProgress')),
      source: 'made',
      why: 'The same instance is being deregistered: normal while nodes are replaced.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where every instance is a node': () => change(gatewayWorld(), failing()),
    'does not count a node without providerID as absent': () =>
      change(
        gatewayWorld(),
        failing(onNodes(0)),
        each('nodes', ({ spec: { providerID: _, ...spec } = {}, ...node }) => ({ ...node, spec })),
      ),
  },
  unknown: {
    'is unknown where nodes were refused': () => change(gatewayWorld(), failing(), unread('nodes', 'forbidden', 403)),
  },
});
