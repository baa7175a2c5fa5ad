/** The instance of one node was stopped; in the twin it is draining. */

import { gatewayWorld } from '../../base.ts';
import { change, type Edit, failing, health, network, networkUnread, onNodes } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'aws/instance-not-running';

const stopped: Edit = network('instances', (all) =>
  all.map((one) =>
    one.InstanceId === 'i-0d383f74d8197feb4'
      ? { ...one, State: { Name: 'stopped', Code: 80 }, StateTransitionReason: 'User initiated' }
      : one,
  ),
);

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), stopped, health('unused', 'Target.InvalidState', onNodes(0))),
      source: 'made',
      why: 'EC2 says that the instance is stopped, and the load balancer that it is in no valid state.',
      expected: { cause: rule, confidence: 'certain', status: 'degraded', never: ['aws/zone-not-enabled', 'cilium/agent-pod-not-ready'] },
    },
    'explains by what the load balancer says where EC2 was not asked': () =>
      change(gatewayWorld(), health('unused', 'Target.InvalidState', onNodes(0)), networkUnread('instances', 'ec2:DescribeInstances')),
    'explains a terminated instance': () =>
      change(
        gatewayWorld(),
        failing(onNodes(0)),
        network('instances', (all) =>
          all.map((one) => (one.InstanceId === 'i-0d383f74d8197feb4' ? { ...one, State: { Name: 'terminated' } } : one)),
        ),
      ),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), stopped, health('draining', 'Target.DeregistrationInProgress', onNodes(0))),
      source: 'made',
      why: 'The same instance is being deregistered.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where the instances run': () => change(gatewayWorld(), failing()),
  },
  unknown: {
    'is unknown where instances were refused': () => change(gatewayWorld(), failing(), networkUnread('instances', 'ec2:DescribeInstances')),
  },
});
