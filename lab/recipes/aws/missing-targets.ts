/** A node that should be registered is not; in the twin it became Ready a minute ago. */

import type { TargetHealthDescription } from '../../../lambda/snapshot/aws.ts';
import type { Node } from '../../../lambda/snapshot/kubernetes.ts';
import { change, deregistered, nodes } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

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

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), deregistered(isFirst)),
      source: 'made',
      why: 'One node qualifies, has been Ready for weeks, and is in neither group.',
      expected: { cause: rule, status: 'degraded', never: ['kubernetes/nodes-excluded', 'aws/controller-not-running'] },
    },
    twin: {
      world: () => change(gatewayWorld(), deregistered(isFirst), nodes([0], justReady)),
      source: 'made',
      why: 'The same node became Ready a minute ago: it will be registered.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
