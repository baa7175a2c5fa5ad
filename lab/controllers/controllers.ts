/** The controllers of a lab that a person may change: after each write they do what those of a real cluster would, step by step, until nothing is left. */

import { isDeepStrictEqual } from 'node:util';
import type { DaemonSet, Deployment, KubernetesObject, Pod, Resource } from '../../lambda/snapshot/kubernetes.ts';
import type { Snapshot } from '../../lambda/snapshot/snapshot.ts';
import type { Change, History } from '../history.ts';
import { agentKey, configurationFor, operated, started } from './cilium.ts';
import { balanced } from './loadBalancer.ts';
import { rolledOut } from './rollouts.ts';
import { createMemory, type Memory, objectsOf, type Step, uidOf } from './step.ts';

export interface ControllersOptions {
  readonly history: History;
  readonly clock: () => Date;
  /** Milliseconds between two steps. */
  readonly pace: number;
}

export interface Controllers {
  readonly memory: Memory;
  /** Something outside of Kubernetes has changed that the load balancer controller watches. */
  readonly wake: () => void;
  readonly stop: () => void;
}

export function startControllers({ history, clock, pace }: ControllersOptions): Controllers {
  const memory = createMemory();
  rememberAgents(history.snapshot(), memory);
  let timer: NodeJS.Timeout | undefined;
  let isOwn = false;
  const schedule = () => {
    timer ??= setTimeout(run, pace);
    timer.unref();
  };
  const run = () => {
    timer = undefined;
    const before = history.snapshot();
    isOwn = true;
    history.change((snapshot) => reconciled(snapshot, { now: `${clock().toISOString().slice(0, 19)}Z`, memory }));
    isOwn = false;
    if (history.snapshot() !== before || memory.touched.size > 0) schedule();
  };
  const unsubscribe = history.subscribe((changes) => {
    if (isOwn) return;
    for (const change of changes) note(change, memory);
    schedule();
  });
  return {
    memory,
    wake: () => {
      memory.touched.set('aws', 'load-balancer-controller');
      schedule();
    },
    stop: () => {
      unsubscribe();
      clearTimeout(timer);
    },
  };
}

/** What the agents of the first world run: each has read its configuration before anybody could change it here. */
function rememberAgents({ clusters }: Snapshot, memory: Memory): void {
  for (const cluster of clusters) {
    const namespace =
      objectsOf(cluster, 'daemonsets.apps').find(({ metadata }) => metadata.name === 'cilium')?.metadata.namespace ?? 'kube-system';
    for (const { metadata } of objectsOf(cluster, 'nodes'))
      memory.agents.set(agentKey(cluster, metadata.name), configurationFor(cluster, namespace, metadata.name));
  }
}

const workloads: readonly Resource[] = ['daemonsets.apps', 'deployments.apps'];
const watched: readonly Resource[] = ['services', 'nodes', 'targetgroupbindings.elbv2.k8s.aws', 'gateways.gateway.networking.k8s.io'];

function note({ type, resource, object, before }: Change, memory: Memory): void {
  if (resource === 'pods' && type === 'DELETED') memory.deleted.push(object as Pod);
  if (type === 'MODIFIED' && workloads.includes(resource) && !isDeepStrictEqual(templateOf(before), templateOf(object))) {
    memory.rollouts.set(uidOf(object), object.metadata.generation ?? 0);
  }
  if (watched.includes(resource)) memory.touched.set(uidOf(object), resource);
}

const templateOf = (object: KubernetesObject | undefined): unknown => (object as DaemonSet | Deployment | undefined)?.spec?.template;

function reconciled(snapshot: Snapshot, step: Step): Snapshot {
  const clusters = snapshot.clusters.map((cluster) => operated(rolledOut(cluster, step, started), step));
  const isSame = clusters.every((cluster, at) => cluster === snapshot.clusters[at]);
  const world = isSame ? snapshot : { ...snapshot, clusters };
  return world.clusters.reduce((before, cluster) => balanced(before, cluster, step), world);
}
