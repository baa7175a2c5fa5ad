/** Every node carries the label that keeps it out; in the twin one of three does, on purpose. */

import type { Node } from '../../../../lambda/snapshot/kubernetes.ts';
import { gatewayWorld } from '../../base.ts';
import { change, deregistered, failing, nodes, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'kubernetes/nodes-excluded';

const excluded = (node: Node): Node => ({
  ...node,
  metadata: { ...node.metadata, labels: { ...node.metadata.labels, 'node.kubernetes.io/exclude-from-external-load-balancers': '' } },
});

const tainted = (node: Node): Node => ({
  ...node,
  spec: { ...node.spec, taints: [{ key: 'karpenter.sh/disrupted', effect: 'NoSchedule' }] },
});

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), nodes([0, 1, 2], excluded), deregistered()),
      source: 'made',
      why: 'No node qualifies, and the groups are empty.',
      expected: { cause: rule, status: 'down', never: ['aws/missing-targets', 'cilium/ip-targets-on-gateway'] },
    },
    'informs where some are kept out': { world: () => change(gatewayWorld(), failing(), nodes([0], tainted)), says: 'advice' },
    'explains empty groups where all are': () => change(gatewayWorld(), deregistered(), nodes([0, 1, 2], tainted)),
  },
  silent: {
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
    'is ruled out where nobody is kept out': () => change(gatewayWorld(), failing()),
  },
  unknown: {
    'is unknown where nodes were refused': () => change(gatewayWorld(), failing(), unread('nodes', 'forbidden', 403)),
  },
});
