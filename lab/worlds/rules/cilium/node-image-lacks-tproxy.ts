/** The nodes of another image fail and nothing else tells them apart; in the twin they are healthy. */

import { gatewayWorld } from '../../base.ts';
import { change, crashing, type Edit, failing, nodes, onNodes, setting, withoutIngressAddress } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'cilium/node-image-lacks-tproxy';

const otherImage = (place: number): Edit =>
  nodes([place], (node) => ({
    ...node,
    status: { ...node.status, nodeInfo: { ...node.status?.nodeInfo, osImage: 'Hardened Linux 9', kernelVersion: '5.14.0-503.hardened' } },
  }));

const kernel = (place: number): Edit =>
  nodes([place], (node) => ({
    ...node,
    status: { ...node.status, nodeInfo: { ...node.status?.nodeInfo, kernelVersion: '5.10.0-special' } },
  }));

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), otherImage(0), failing(onNodes(0))),
      source: 'made',
      why: 'The failing node differs in operating system and kernel only: agent, Envoy and ingress address are well.',
      expected: { cause: rule, confidence: 'possible', status: 'degraded', never: ['cilium/agent-pod-not-ready', 'cilium/mixed-versions'] },
    },
    'explains as a possibility where only the kernel differs': () => change(gatewayWorld(), failing(onNodes(0)), kernel(0)),
  },
  silent: {
    twin: {
      world: () => change(gatewayWorld(), otherImage(0)),
      source: 'made',
      why: 'The same mix of images, and all are healthy.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'says nothing where all nodes fail': { world: () => change(gatewayWorld(), failing(), kernel(0)), says: 'silent' },
    'is ruled out where nodes share image and kernel': () => change(gatewayWorld(), failing(onNodes(0))),
    'is ruled out where no module is needed': () =>
      change(gatewayWorld(), failing(onNodes(0)), kernel(0), setting('enable-bpf-tproxy', 'true')),
    'says nothing where the agent is sick: that is more telling': {
      world: () => change(gatewayWorld(), failing(onNodes(0)), kernel(0), crashing('cilium', [0])),
      says: 'silent',
    },
    'says nothing where the ingress address is missing': {
      world: () => change(gatewayWorld(), failing(onNodes(0)), kernel(0), withoutIngressAddress(0)),
      says: 'silent',
    },
  },
});
