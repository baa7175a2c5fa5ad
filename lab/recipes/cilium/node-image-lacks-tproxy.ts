/** The nodes of another image fail and nothing else tells them apart; in the twin they are healthy. */

import { change, type Edit, failing, nodes, onNodes } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/node-image-lacks-tproxy';

const otherImage = (place: number): Edit =>
  nodes([place], (node) => ({
    ...node,
    status: { ...node.status, nodeInfo: { ...node.status?.nodeInfo, osImage: 'Hardened Linux 9', kernelVersion: '5.14.0-503.hardened' } },
  }));

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), otherImage(0), failing(onNodes(0))),
      source: 'made',
      why: 'The failing node differs in operating system and kernel only: agent, Envoy and ingress address are well.',
      expected: { cause: rule, confidence: 'possible', status: 'degraded', never: ['cilium/agent-pod-not-ready', 'cilium/mixed-versions'] },
    },
    twin: {
      world: () => change(gatewayWorld(), otherImage(0)),
      source: 'made',
      why: 'The same mix of images, and all are healthy.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
