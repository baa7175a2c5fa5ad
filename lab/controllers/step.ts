/** What one step of the controllers sees, and what they remember between steps. */

import type { KubernetesObject, Pod, Resource, ResourceTypes } from '../../lambda/snapshot/kubernetes.ts';
import type { ClusterSnapshot } from '../../lambda/snapshot/snapshot.ts';
import { suffix } from '../world/ids.ts';

export interface Step {
  /** RFC 3339, whole seconds. */
  readonly now: string;
  readonly memory: Memory;
}

/** Keyed by uid of the object. */
export interface Memory {
  /** Workloads of which pods are being replaced: the generation that is rolled out. */
  readonly rollouts: Map<string, number>;
  /** Pods that the controllers started, with the generation of the workload's template. */
  readonly started: Map<string, number>;
  /** The configuration that a restarted agent read, by `<region>/<cluster>/<node>`. */
  readonly agents: Map<string, Readonly<Record<string, string>>>;
  /** Objects that a controller looks at again: a person has written them, or the controller was restarted. */
  readonly touched: Map<string, Resource | 'operator' | 'load-balancer-controller'>;
  /** Pods that a person deleted, and that nobody has replaced yet. */
  readonly deleted: Pod[];
  /** Counts generated names. */
  names: number;
}

export const createMemory = (): Memory => ({
  rollouts: new Map(),
  started: new Map(),
  agents: new Map(),
  touched: new Map(),
  deleted: [],
  names: 0,
});

/** The end of a generated name. */
export function generated(length: number, { memory, now }: Step): string {
  memory.names += 1;
  return suffix(length, now, memory.names);
}

export type ClusterEdit = (cluster: ClusterSnapshot) => ClusterSnapshot;

export const objectsOf = <R extends Resource>({ readings }: ClusterSnapshot, resource: R): readonly ResourceTypes[R][] =>
  (readings.get(resource)?.items ?? []) as readonly ResourceTypes[R][];

/** The cluster with another object in the place of one. */
export const withObject = <T extends KubernetesObject>(resource: Resource, before: T, after: T): ClusterEdit =>
  withObjects(resource, (items) => items.map((item) => (item === before ? after : item)));

/** The cluster with other objects of a resource; a resource that was not read stays so. */
export function withObjects(resource: Resource, edit: (items: readonly KubernetesObject[]) => readonly KubernetesObject[]): ClusterEdit {
  return (cluster) => {
    const found = cluster.readings.get(resource);
    if (found === undefined) return cluster;
    const items = edit(found.items);
    if (items.length === found.items.length && items.every((item, at) => item === found.items[at])) return cluster;
    return { ...cluster, readings: new Map([...cluster.readings, [resource, { ...found, items } as never]]) };
  };
}

export const uidOf = ({ metadata }: KubernetesObject): string => metadata.uid ?? `${metadata.namespace ?? ''}/${metadata.name}`;
