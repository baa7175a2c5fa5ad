/** DaemonSets and Deployments: after a change of their template they replace their pods, one at a time, and say how far they are. */

import type { DaemonSet, Deployment, Lease, Pod } from '../../lambda/snapshot/kubernetes.ts';
import { matches } from '../../lambda/snapshot/selectors.ts';
import type { ClusterSnapshot } from '../../lambda/snapshot/snapshot.ts';
import { suffix } from '../world/ids.ts';
import { isFailing, isReady, ready, replacementOf } from './pods.ts';
import { generated, objectsOf, type Step, uidOf, withObject, withObjects } from './step.ts';

type Workload = DaemonSet | Deployment;

/** What happens when a pod has become ready: the program in it starts. */
export type Started = (cluster: ClusterSnapshot, pod: Pod, step: Step) => ClusterSnapshot;

/** One step of every rollout that is under way. */
export function rolledOut(cluster: ClusterSnapshot, step: Step, started: Started): ClusterSnapshot {
  const whole = recreated(cluster, step, started);
  const workloads = [...objectsOf(whole, 'deployments.apps'), ...objectsOf(whole, 'daemonsets.apps')];
  const active = workloads.filter((workload) => step.memory.rollouts.has(uidOf(workload)));
  return active.reduce((before, workload) => advanced(before, workload, step, started), whole);
}

/** Pods that a person deleted come again, under another name. */
function recreated(cluster: ClusterSnapshot, step: Step, started: Started): ClusterSnapshot {
  const workloads: readonly Workload[] = [...objectsOf(cluster, 'deployments.apps'), ...objectsOf(cluster, 'daemonsets.apps')];
  return step.memory.deleted.splice(0).reduce((before, pod) => {
    const isOwner = ({ metadata, spec }: Workload) =>
      metadata.namespace === pod.metadata.namespace && spec?.selector !== undefined && matches(spec.selector, pod.metadata.labels);
    const owner = workloads.find(isOwner);
    if (owner === undefined) return before;
    const identity = { name: pod.metadata.name.replace(/[a-z0-9]+$/, generated(5, step)), labels: {} };
    const fresh = replacementOf(pod, owner.spec?.template ?? {}, identity, step);
    const next = isFailing(fresh) ? fresh : ready(fresh, step.now);
    const logs = [...before.logs.filter((log) => log.pod !== pod.metadata.name), ...emptyLogs(next)];
    const added = leasesTaken({ ...withObjects('pods', (items) => [...items, next])(before), logs }, pod, next, step);
    return isReady(next) ? started(added, next, step) : added;
  }, cluster);
}

function advanced(cluster: ClusterSnapshot, workload: Workload, step: Step, started: Started): ClusterSnapshot {
  const generation = step.memory.rollouts.get(uidOf(workload)) ?? 0;
  const rollout: Rollout = { workload, generation, pods: podsOf(cluster, workload), step };
  const pending = rollout.pods.find((pod) => isCurrent(pod, rollout) && !isReady(pod));
  if (pending !== undefined && isFailing(pending)) return withStatus(cluster, rollout);
  if (pending !== undefined) return becameReady(cluster, pending, rollout, started);
  if (workload.status?.observedGeneration !== workload.metadata.generation) return withStatus(cluster, rollout);
  const outdated = rollout.pods.find((pod) => !isCurrent(pod, rollout));
  if (outdated !== undefined) return replaced(cluster, outdated, rollout);
  step.memory.rollouts.delete(uidOf(workload));
  return withStatus(cluster, rollout);
}

interface Rollout {
  readonly workload: Workload;
  readonly generation: number;
  readonly pods: readonly Pod[];
  readonly step: Step;
}

const isCurrent = (pod: Pod, { generation, step }: Rollout): boolean => (step.memory.started.get(uidOf(pod)) ?? -1) >= generation;

export function podsOf(cluster: ClusterSnapshot, { metadata, spec }: Workload): readonly Pod[] {
  const selector = spec?.selector;
  if (selector === undefined) return [];
  return objectsOf(cluster, 'pods').filter(
    (pod) => pod.metadata.namespace === metadata.namespace && matches(selector, pod.metadata.labels),
  );
}

function becameReady(cluster: ClusterSnapshot, pod: Pod, { workload, step }: Rollout, started: Started): ClusterSnapshot {
  const now = ready(pod, step.now);
  const after = started(withObject('pods', pod, now)(cluster), now, step);
  return withStatus(after, { workload, step, generation: step.memory.rollouts.get(uidOf(workload)) ?? 0, pods: podsOf(after, workload) });
}

function replaced(cluster: ClusterSnapshot, pod: Pod, rollout: Rollout): ClusterSnapshot {
  const { workload, generation, step } = rollout;
  const identity = workload.kind === 'DaemonSet' ? daemonIdentity(rollout) : deploymentIdentity(rollout);
  const next = replacementOf(pod, workload.spec?.template ?? {}, identity, step);
  step.memory.started.set(uidOf(next), generation);
  const withPod = withObject('pods', pod, next)(cluster);
  const withLease = leasesTaken(withPod, pod, next, step);
  const logs = [...withLease.logs.filter((log) => log.pod !== pod.metadata.name), ...emptyLogs(next)];
  const after = { ...withLease, logs };
  return withStatus(after, { ...rollout, pods: podsOf(after, workload) });
}

const emptyLogs = ({ metadata, spec }: Pod) =>
  (spec?.containers ?? []).map(({ name }) => ({
    namespace: metadata.namespace ?? '',
    pod: metadata.name,
    container: name ?? '',
    lines: [],
  }));

function daemonIdentity({ workload, generation, step }: Rollout) {
  const labels = { 'controller-revision-hash': hashOf(workload, generation), 'pod-template-generation': String(generation) };
  return { name: `${workload.metadata.name}-${generated(5, step)}`, labels };
}

function deploymentIdentity({ workload, generation, step }: Rollout) {
  const hash = hashOf(workload, generation);
  const owner = `${workload.metadata.name}-${hash}`;
  return { name: `${owner}-${generated(5, step)}`, labels: { 'pod-template-hash': hash }, owner };
}

/** One for all pods of a generation. */
const hashOf = (workload: Workload, generation: number): string => suffix(9, uidOf(workload), generation);

/** Leases of a pod that is gone are taken by its successor. */
function leasesTaken(cluster: ClusterSnapshot, old: Pod, next: Pod, { now }: Step): ClusterSnapshot {
  const time = now.replace('Z', '.000000Z');
  const taken = (lease: Lease): Lease => {
    const holder = lease.spec?.holderIdentity ?? '';
    if (!holder.startsWith(old.metadata.name)) return lease;
    return {
      ...lease,
      spec: { ...lease.spec, holderIdentity: holder.replace(old.metadata.name, next.metadata.name), acquireTime: time, renewTime: time },
    };
  };
  return withObjects('leases.coordination.k8s.io', (items) => (items as readonly Lease[]).map(taken))(cluster);
}

function withStatus(cluster: ClusterSnapshot, rollout: Rollout): ClusterSnapshot {
  const { workload } = rollout;
  if (workload.kind === 'DaemonSet') return withDaemonStatus(cluster, rollout);
  return withDeploymentStatus(cluster, rollout);
}

const changedStatus = (before: object | undefined, after: object): boolean => JSON.stringify(before) !== JSON.stringify(after);

function withDaemonStatus(cluster: ClusterSnapshot, rollout: Rollout): ClusterSnapshot {
  const workload = objectsOf(cluster, 'daemonsets.apps').find((one) => uidOf(one) === uidOf(rollout.workload));
  if (workload === undefined) return cluster;
  const { pods } = rollout;
  const desired = workload.status?.desiredNumberScheduled ?? pods.length;
  const available = pods.length === 0 ? desired : pods.filter(isReady).length;
  const { numberUnavailable: _, ...rest } = workload.status ?? {};
  const status = {
    ...rest,
    desiredNumberScheduled: desired,
    observedGeneration: workload.metadata.generation,
    updatedNumberScheduled: pods.length === 0 ? desired : pods.filter((pod) => isCurrent(pod, rollout)).length,
    numberReady: available,
    numberAvailable: available,
    ...(available < desired ? { numberUnavailable: desired - available } : {}),
  };
  return changedStatus(workload.status, status)
    ? withObject('daemonsets.apps', workload, { ...workload, status } as DaemonSet)(cluster)
    : cluster;
}

function withDeploymentStatus(cluster: ClusterSnapshot, rollout: Rollout): ClusterSnapshot {
  const workload = objectsOf(cluster, 'deployments.apps').find((one) => uidOf(one) === uidOf(rollout.workload));
  if (workload === undefined) return cluster;
  const { pods, step } = rollout;
  const replicas = workload.spec?.replicas ?? 1;
  const available = pods.length === 0 ? (workload.status?.availableReplicas ?? 0) : pods.filter(isReady).length;
  const updated = pods.length === 0 ? replicas : pods.filter((pod) => isCurrent(pod, rollout)).length;
  const { unavailableReplicas: _, ...rest } = workload.status ?? {};
  const status = {
    ...rest,
    replicas,
    observedGeneration: workload.metadata.generation,
    updatedReplicas: updated,
    readyReplicas: available,
    availableReplicas: available,
    ...(available < replicas ? { unavailableReplicas: replicas - available } : {}),
    conditions: progressed(workload, updated === replicas && available === replicas, rollout, step),
  };
  return changedStatus(workload.status, status)
    ? withObject('deployments.apps', workload, { ...workload, status } as Deployment)(cluster)
    : cluster;
}

function progressed({ status, metadata }: Deployment, isComplete: boolean, { workload, generation }: Rollout, { now }: Step) {
  const replicaSet = `${metadata.name}-${hashOf(workload, generation)}`;
  const [reason, message] = isComplete
    ? ['NewReplicaSetAvailable', `ReplicaSet "${replicaSet}" has successfully progressed.`]
    : ['ReplicaSetUpdated', `ReplicaSet "${replicaSet}" is progressing.`];
  return (status?.conditions ?? []).map((condition) => {
    if (condition.type !== 'Progressing' || condition.message === message) return condition;
    return { ...condition, status: 'True', reason, message, lastUpdateTime: now };
  });
}
