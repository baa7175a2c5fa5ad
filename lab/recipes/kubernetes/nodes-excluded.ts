/** Every node carries the label that keeps it out; in the twin one of three does, on purpose. */

import type { Node } from '../../../lambda/snapshot/kubernetes.ts';
import { change, deregistered, nodes } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'kubernetes/nodes-excluded';

const excluded = (node: Node): Node => ({
  ...node,
  metadata: { ...node.metadata, labels: { ...node.metadata.labels, 'node.kubernetes.io/exclude-from-external-load-balancers': '' } },
});

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), nodes([0, 1, 2], excluded), deregistered()),
      source: 'made',
      why: 'No node qualifies, and the groups are empty.',
      expected: { cause: rule, status: 'down', never: ['aws/missing-targets', 'cilium/ip-targets-on-gateway'] },
    },
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          nodes([0], excluded),
          deregistered(({ Target }) => Target.Id === 'i-0d383f74d8197feb4'),
        ),
      source: 'made',
      why: 'One node is kept out on purpose; the other two are healthy.',
      expected: { cause: 'none', status: 'healthy', never: ['aws/missing-targets'] },
    },
  },
};
