/** The world as it changes: what is shown now, which objects changed at which resource version, and who waits for the next change. */

import type { KubernetesObject, Resource } from '../lambda/snapshot/kubernetes.ts';
import type { ClusterSnapshot, Reading, Snapshot } from '../lambda/snapshot/snapshot.ts';

/** A change of one object, as a watch tells it. */
export interface Change {
  readonly revision: number;
  readonly region: string;
  readonly cluster: string;
  readonly resource: Resource;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubernetesObject;
  /** The object before, where there was one. */
  readonly before?: KubernetesObject;
}

export interface History {
  readonly snapshot: () => Snapshot;
  /** The resource version of the world: that of its last change. */
  readonly revision: () => number;
  /** Another world altogether; watches are not told. */
  readonly show: (snapshot: Snapshot) => void;
  /** Changed objects get the next resource versions. @param edit keeps the identity of what it does not change */
  readonly change: (edit: (snapshot: Snapshot) => Snapshot) => void;
  /** In their order. */
  readonly changesSince: (revision: number) => readonly Change[];
  /** Calls after each change that changed something. @returns what ends it */
  readonly subscribe: (listener: (changes: readonly Change[]) => void) => () => void;
}

/** What the lists of a lab have always answered: any number does. */
const firstRevision = 4711;

export function createHistory(first: Snapshot): History {
  let shown = first;
  let revision = firstRevision;
  const changes: Change[] = [];
  const listeners = new Set<(changes: readonly Change[]) => void>();
  return {
    snapshot: () => shown,
    revision: () => revision,
    show: (snapshot) => {
      shown = snapshot;
    },
    change: (edit) => {
      const after = edit(shown);
      if (after === shown) return;
      const stamped = stampedFrom(shown, after, revision);
      shown = stamped.snapshot;
      revision += stamped.changes.length;
      changes.push(...stamped.changes);
      for (const listener of [...listeners]) listener(stamped.changes);
    },
    changesSince: (since) => changes.filter((change) => change.revision > since),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function stampedFrom(
  before: Snapshot,
  after: Snapshot,
  revision: number,
): { readonly snapshot: Snapshot; readonly changes: readonly Change[] } {
  const changes: Change[] = [];
  const clusters = after.clusters.map((cluster) => {
    const former = before.clusters.find((one) => one.region === cluster.region && one.name === cluster.name);
    if (former === undefined || former === cluster) return cluster;
    return stampedCluster(former, cluster, (change) => {
      const stamped = { ...change, revision: revision + changes.length + 1 };
      changes.push({ ...stamped, object: withRevision(change.object, stamped.revision) });
      return changes.at(-1)?.object ?? change.object;
    });
  });
  return { snapshot: { ...after, clusters }, changes };
}

type Stamp = (change: Omit<Change, 'revision'>) => KubernetesObject;

function stampedCluster(before: ClusterSnapshot, after: ClusterSnapshot, stamp: Stamp): ClusterSnapshot {
  const readings = new Map(after.readings);
  for (const [resource, reading] of after.readings as ReadonlyMap<Resource, Reading<KubernetesObject>>) {
    const former = (before.readings.get(resource)?.items ?? []) as readonly KubernetesObject[];
    if (former === reading.items) continue;
    const place = { region: after.region, cluster: after.name, resource };
    const known = new Map(former.map((object) => [keyOf(object), object]));
    const items = reading.items.map((object) => {
      const old = known.get(keyOf(object));
      known.delete(keyOf(object));
      if (old === object) return object;
      return stamp({ ...place, object, ...(old === undefined ? { type: 'ADDED' } : { type: 'MODIFIED', before: old }) });
    });
    for (const object of known.values()) stamp({ ...place, type: 'DELETED', object, before: object });
    readings.set(resource, { ...reading, items } as never);
  }
  return { ...after, readings };
}

export const keyOf = ({ metadata }: KubernetesObject): string => `${metadata.namespace ?? ''}/${metadata.name}/${metadata.uid ?? ''}`;

const withRevision = (object: KubernetesObject, revision: number): KubernetesObject =>
  ({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }) as KubernetesObject;
