/** A node that should be registered is not; in the twin it became Ready a minute ago. */

import type { TargetHealthDescription } from '../../../../lambda/snapshot/aws.ts';
import type { Node } from '../../../../lambda/snapshot/kubernetes.ts';
import { gatewayWorld } from '../../base.ts';
import { change, deregistered, failing, nodes, none, onNodes, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'aws/missing-targets';

const isFirst = ({ Target }: TargetHealthDescription) => Target.Id === 'i-0d383f74d8197feb4';
const justReady = (node: Node): Node => ({
  ...node,
  status: {
    ...node.status,
    conditions: (node.status?.conditions ?? []).map((one) =>
      one.type === 'Ready' ? { ...one, lastTransitionTime: '2025-11-03T16:01:40Z' } : one,
    ),
  },
});

const notReady = (node: Node): Node => ({
  ...node,
  status: {
    ...node.status,
    conditions: (node.status?.conditions ?? []).map((one) => (one.type === 'Ready' ? { ...one, status: 'Unknown' } : one)),
  },
});

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), deregistered(isFirst)),
      source: 'made',
      why: 'One node qualifies, has been Ready for weeks, and is in neither group.',
      expected: { cause: rule, status: 'degraded', never: ['kubernetes/nodes-excluded', 'aws/controller-not-running'] },
    },
    'explains a node that is not registered': () =>
      change(
        gatewayWorld(),
        deregistered(({ Target }) => Target.Id === 'i-0850eff32851766b3'),
      ),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), deregistered(isFirst), nodes([0], justReady)),
      source: 'made',
      why: 'The same node became Ready a minute ago: it will be registered.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where everybody is registered': () => change(gatewayWorld(), failing()),
    'does not miss a node that is not Ready': () =>
      change(
        gatewayWorld(),
        failing(onNodes(0)),
        deregistered(({ Target }) => Target.Id === 'i-0850eff32851766b3'),
        nodes([1], notReady),
      ),
  },
  unknown: {
    'is unknown where nodes were refused': () => change(gatewayWorld(), failing(), unread('nodes', 'forbidden', 403)),
    'is unknown where no binding tells who should be registered': () =>
      change(gatewayWorld(), failing(), none('targetgroupbindings.elbv2.k8s.aws')),
  },
});
