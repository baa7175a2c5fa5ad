/** Pods: running, ready, and started after the configuration they read was written. */

import type { Pod } from '../../../lambda/snapshot/kubernetes.ts';
import { backendNodes } from '../aws/targets.ts';
import { suffix } from '../ids.ts';
import { type ClusterPlan, type FrontPlan, type NodePlan, podAddress } from '../plan.ts';
import { later, times } from '../times.ts';
import { agentSpec, backendSpec, controllerSpec, envoySpec, operatorSpec } from './images.ts';
import { metadata } from './metadata.ts';
import { labels } from './workloads.ts';

export function podsOf(plan: ClusterPlan): Pod[] {
  const daemons = plan.nodes.flatMap((node) => [agentPod(plan, node), ...(plan.minor >= 16 ? [envoyPod(plan, node)] : [])]);
  const pair = plan.nodes.slice(0, 2);
  const controller = plan.controller === 'aws-load-balancer-controller' ? pair.map((node) => controllerPod(plan, node)) : [];
  return [
    ...daemons,
    ...pair.map((node) => operatorPod(plan, node)),
    ...controller,
    ...plan.fronts.flatMap((front) => backendPods(plan, front)),
  ];
}

const agentPod = (plan: ClusterPlan, node: NodePlan): Pod =>
  pod(plan, node, {
    owner: 'cilium',
    kind: 'DaemonSet',
    labels: labels.agent,
    spec: agentSpec(plan),
    started: later(times.agentsStarted, 40 * (node.index % 20)),
  });
const envoyPod = (plan: ClusterPlan, node: NodePlan): Pod =>
  pod(plan, node, {
    owner: 'cilium-envoy',
    kind: 'DaemonSet',
    labels: labels.envoy,
    spec: envoySpec(plan),
    started: later(times.agentsStarted, 40 * (node.index % 20) + 5),
  });
const operatorPod = (plan: ClusterPlan, node: NodePlan): Pod =>
  pod(plan, node, {
    owner: 'cilium-operator',
    kind: 'ReplicaSet',
    labels: labels.operator,
    spec: operatorSpec(plan),
    started: times.operatorStarted,
  });
const controllerPod = (plan: ClusterPlan, node: NodePlan): Pod =>
  pod(plan, node, {
    owner: 'aws-load-balancer-controller',
    kind: 'ReplicaSet',
    labels: labels.controller,
    spec: controllerSpec(plan),
    started: times.controllerStarted,
    number: 36,
  });

export const backendPodName = (plan: ClusterPlan, front: FrontPlan, node: NodePlan): string =>
  nameOf(plan, front.backend.name, 'ReplicaSet', node);

export const backendPods = (plan: ClusterPlan, front: FrontPlan): Pod[] =>
  backendNodes(plan, front).map((node, index) =>
    pod(plan, node, {
      owner: front.backend.name,
      kind: 'ReplicaSet',
      namespace: front.backend.namespace,
      labels: { 'app.kubernetes.io/name': front.backend.name },
      spec: backendSpec,
      started: times.backendsStarted,
      number: 40 + index,
    }),
  );

interface Wanted {
  readonly owner: string;
  readonly kind: 'DaemonSet' | 'ReplicaSet';
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: NonNullable<Pod['spec']>;
  readonly started: string;
  /** Last octet of the pod's address; without it the pod has the node's. */
  readonly number?: number;
}

function nameOf(plan: ClusterPlan, owner: string, kind: string, node: NodePlan): string {
  const revision = kind === 'ReplicaSet' ? `-${suffix(9, plan.name, owner)}` : '';
  return `${owner}${revision}-${suffix(5, plan.name, owner, node.index)}`;
}

function pod(plan: ClusterPlan, node: NodePlan, wanted: Wanted): Pod {
  const { owner, kind, started, spec } = wanted;
  const name = nameOf(plan, owner, kind, node);
  const address = wanted.number === undefined ? node.address : podAddress(plan, node, wanted.number);
  const replicaSet = kind === 'ReplicaSet' ? `${owner}-${suffix(9, plan.name, owner)}` : owner;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata(
      plan,
      { kind: 'Pod', namespace: wanted.namespace ?? 'kube-system', name },
      {
        creationTimestamp: started,
        labels: { ...wanted.labels },
        ownerReferences: [{ apiVersion: 'apps/v1', kind, name: replicaSet, controller: true }],
      },
    ),
    spec: { nodeName: node.name, ...spec },
    status: { phase: 'Running', hostIP: node.address, podIP: address, startTime: started, ...statusOf(spec, started) },
  };
}

/** The init container `config` ends ten seconds after the start: then the configuration has been read. */
function statusOf(spec: NonNullable<Pod['spec']>, started: string): Partial<NonNullable<Pod['status']>> {
  const initial = (spec.initContainers ?? []).map(({ name, image }, index) => ({
    name,
    image,
    ready: true,
    restartCount: 0,
    state: {
      terminated: { exitCode: 0, reason: 'Completed', startedAt: later(started, 9 + index), finishedAt: later(started, 10 + index) },
    },
  }));
  const running = (spec.containers ?? []).map(({ name, image }) => ({
    name,
    image,
    ready: true,
    restartCount: 0,
    state: { running: { startedAt: later(started, 15) } },
  }));
  const conditions = ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
    type,
    status: 'True',
    lastTransitionTime: later(started, 25),
  }));
  return { conditions, containerStatuses: running, ...(initial.length === 0 ? {} : { initContainerStatuses: initial }) };
}
