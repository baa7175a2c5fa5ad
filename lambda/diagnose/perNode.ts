/** What rules about single nodes have in common: the nodes that fail, the nodes that do not, and their pods. */

import type { Pod } from '../snapshot/kubernetes.ts';
import { isPodReady } from '../topology/cilium.ts';
import type { ClusterNode, Target } from '../topology/topology.ts';
import { count, nodesOf } from './vocabulary.ts';

export interface Sides {
  /** Nodes with a failing target. */
  readonly failing: readonly ClusterNode[];
  /** Nodes all of whose targets are healthy. */
  readonly healthy: readonly ClusterNode[];
}

export function sidesOf(targets: readonly Target[]): Sides {
  if (!targets.some(({ verdict }) => verdict === 'failing')) return { failing: [], healthy: nodesOf(targets) };
  const failing = nodesOf(targets.filter(({ verdict }) => verdict === 'failing'));
  const bad = new Set(failing.map(({ name }) => name));
  return { failing, healthy: nodesOf(targets.filter(({ verdict }) => verdict === 'healthy')).filter(({ name }) => !bad.has(name)) };
}

/** `not ready: CrashLoopBackOff, 14 restarts`, or undefined where the pod is ready or does not say. */
export function troubleOf(pod: Pod): string | undefined {
  if (isPodReady(pod) !== false) return undefined;
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const waiting = statuses.flatMap(({ state }) => state?.waiting?.reason ?? [])[0];
  const restarts = statuses.reduce((sum, { restartCount }) => sum + (restartCount ?? 0), 0);
  return ['not ready', waiting, restarts > 0 ? count(restarts, 'restart') : undefined].filter((part) => part !== undefined).join(', ');
}
