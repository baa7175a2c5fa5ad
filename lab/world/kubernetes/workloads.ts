/** DaemonSets, Deployments and leader Leases of Cilium and of the load balancer controller. */

import type { DaemonSet, Deployment, Lease } from '../../../lambda/snapshot/kubernetes.ts';
import { suffix, uuid } from '../ids.ts';
import type { ClusterPlan } from '../plan.ts';
import { later, times } from '../times.ts';
import { agentSpec, controllerSpec, envoySpec, operatorSpec } from './images.ts';
import { condition, metadata } from './metadata.ts';

type Labels = Readonly<Record<string, string>>;

export const labels = {
  agent: { 'app.kubernetes.io/name': 'cilium-agent', 'app.kubernetes.io/part-of': 'cilium', 'k8s-app': 'cilium' },
  envoy: { 'app.kubernetes.io/name': 'cilium-envoy', 'app.kubernetes.io/part-of': 'cilium', 'k8s-app': 'cilium-envoy' },
  operator: {
    'app.kubernetes.io/name': 'cilium-operator',
    'app.kubernetes.io/part-of': 'cilium',
    'io.cilium/app': 'operator',
    name: 'cilium-operator',
  },
  controller: { 'app.kubernetes.io/instance': 'aws-load-balancer-controller', 'app.kubernetes.io/name': 'aws-load-balancer-controller' },
} as const;

type PodSpec = NonNullable<NonNullable<NonNullable<DaemonSet['spec']>['template']>['spec']>;

export const daemonSetsOf = (plan: ClusterPlan): DaemonSet[] => [
  daemonSet(plan, 'cilium', labels.agent, agentSpec(plan)),
  ...(plan.minor >= 16 ? [daemonSet(plan, 'cilium-envoy', labels.envoy, envoySpec(plan))] : []),
];

function daemonSet(plan: ClusterPlan, name: string, all: Labels, spec: PodSpec): DaemonSet {
  const count = plan.nodes.length;
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: metadata(
      plan,
      { kind: 'DaemonSet', namespace: 'kube-system', name },
      { generation: 1, labels: { ...all, 'app.kubernetes.io/managed-by': 'Helm' } },
    ),
    spec: {
      selector: { matchLabels: { 'k8s-app': name } },
      template: { metadata: { labels: { ...all } }, spec },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 2 } },
    },
    status: {
      currentNumberScheduled: count,
      desiredNumberScheduled: count,
      numberAvailable: count,
      numberMisscheduled: 0,
      numberReady: count,
      observedGeneration: 1,
      updatedNumberScheduled: count,
    },
  };
}

export const deploymentsOf = (plan: ClusterPlan): Deployment[] => [
  deployment(plan, 'cilium-operator', labels.operator, operatorSpec(plan)),
  ...(plan.controller === 'aws-load-balancer-controller'
    ? [deployment(plan, 'aws-load-balancer-controller', labels.controller, controllerSpec(plan))]
    : []),
];

function deployment(plan: ClusterPlan, name: string, all: Labels, spec: PodSpec): Deployment {
  const replicas = Math.min(2, plan.nodes.length);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(
      plan,
      { kind: 'Deployment', namespace: 'kube-system', name },
      { generation: 1, labels: { ...all, 'app.kubernetes.io/managed-by': 'Helm' } },
    ),
    spec: { replicas, selector: { matchLabels: { ...all } }, template: { metadata: { labels: { ...all } }, spec } },
    status: {
      availableReplicas: replicas,
      conditions: [
        condition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', times.controllerStarted),
        condition(
          'Progressing',
          'True',
          'NewReplicaSetAvailable',
          `ReplicaSet "${name}-${suffix(9, plan.name, name)}" has successfully progressed.`,
          times.controllerStarted,
        ),
      ],
      observedGeneration: 1,
      readyReplicas: replicas,
      replicas,
      updatedReplicas: replicas,
    },
  };
}

export function leasesOf(plan: ClusterPlan): Lease[] {
  const [node] = plan.nodes;
  const operator = lease(
    plan,
    'cilium-operator-resource-lock',
    `${node?.name}-${suffix(10, plan.name, 'lock')}`,
    later(times.operatorStarted, 20),
  );
  if (plan.controller !== 'aws-load-balancer-controller') return [operator];
  const pod = `aws-load-balancer-controller-${suffix(9, plan.name, 'aws-load-balancer-controller')}-${suffix(5, plan.name, 'aws-load-balancer-controller', 0)}`;
  return [operator, lease(plan, 'aws-load-balancer-controller-leader', `${pod}_${uuid(plan.name, 'leader')}`, times.controllerStarted)];
}

function lease(plan: ClusterPlan, name: string, holderIdentity: string, acquired: string): Lease {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: metadata(plan, { kind: 'Lease', namespace: 'kube-system', name }),
    spec: {
      acquireTime: acquired.replace('Z', '.063776Z'),
      holderIdentity,
      leaseDurationSeconds: 15,
      leaseTransitions: 3,
      renewTime: times.renewed,
    },
  };
}
