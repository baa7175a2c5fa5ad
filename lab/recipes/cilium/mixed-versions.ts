/** A rollout stopped half-way and the node of the old version fails; in the twin all run one version. */

import { change, type Edit, failing, onNodes, pods } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/mixed-versions';

const imageOn = (places: readonly number[], version: string): Edit =>
  pods(
    'cilium',
    (pod) => ({
      ...pod,
      spec: {
        ...pod.spec,
        containers: (pod.spec?.containers ?? []).map((one) =>
          one.name === 'cilium-agent' ? { ...one, image: `quay.io/cilium/cilium:v${version}` } : one,
        ),
      },
    }),
    places,
  );

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), imageOn([0], '1.17.9'), failing(onNodes(0))),
      source: 'made',
      why: 'Exactly the node with the older agent fails; all pods are ready.',
      expected: {
        cause: rule,
        confidence: 'likely',
        status: 'degraded',
        never: ['cilium/agents-not-restarted', 'cilium/node-image-lacks-tproxy'],
      },
    },
    twin: {
      world: () => change(gatewayWorld(), imageOn([0, 1, 2], '1.18.4')),
      source: 'made',
      why: 'All agents run one image.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
