/** A rollout stopped half-way and the node of the old version fails; in the twin all run one version. */

import { gatewayWorld } from '../../base.ts';
import { change, type Edit, failing, onNodes, pods, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

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

const agentImage = (places: readonly number[], image: string): Edit =>
  pods(
    'cilium',
    (pod) => ({ ...pod, spec: { ...pod.spec, containers: (pod.spec?.containers ?? []).map((one) => ({ ...one, image })) } }),
    places,
  );

export const table = ruleTable(rule, {
  speaks: {
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
    'explains exactly the nodes of the other image': () => change(gatewayWorld(), failing(onNodes(0)), agentImage([0], 'cilium:v1.17.0')),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), imageOn([0, 1, 2], '1.18.4')),
      source: 'made',
      why: 'All agents run one image.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'says nothing where all nodes fail': {
      world: () => change(gatewayWorld(), failing(), agentImage([0], 'cilium:v1.17.0')),
      says: 'silent',
    },
    'is ruled out where images are the same': () => change(gatewayWorld(), failing(onNodes(0))),
    'is ruled out where failing and healthy nodes share one': () =>
      change(gatewayWorld(), failing(onNodes(0, 1)), agentImage([0], 'cilium:v1.17.0')),
  },
  unknown: {
    'is unknown where pods were refused': () => change(gatewayWorld(), failing(onNodes(0)), unread('pods', 'forbidden', 403)),
  },
});
