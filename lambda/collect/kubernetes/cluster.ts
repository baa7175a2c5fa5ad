/** One cluster, read in two steps: what is known beforehand at once, then pods and events of the Services found. */

import { distinctGaps } from '../../snapshot/gaps.ts';
import type { KubernetesObject, Pod, Resource } from '../../snapshot/kubernetes.ts';
import type { ClusterSnapshot, Reading } from '../../snapshot/snapshot.ts';
import { type ClusterWish, knownEvents, secondStep } from './behind.ts';
import type { ClusterPlace } from './gaps.ts';
import type { Connection } from './list.ts';
import { type LogsRead, readLogs } from './logs.ts';
import { joined, type Part, type Reader, readerOf } from './readings.ts';
import { everyResource, systemNamespace, systemPods, whole } from './wanted.ts';

type Parts = Map<Resource, Part>;

/** Never throws: what fails is a gap. */
export async function readCluster(connection: Connection, place: ClusterPlace, wish: ClusterWish): Promise<ClusterSnapshot> {
  const reader = readerOf(connection, place);
  const parts: Parts = new Map();
  const wanted = everyResource.filter((resource) => wish.resources.has(resource));
  const keep = async (resource: Resource, part: Promise<Part>) => {
    const read = await part;
    const before = parts.get(resource);
    parts.set(resource, before === undefined ? read : joined(before, read));
    wish.onProgress?.(parts.size, wanted.length);
  };
  const lists = wanted.filter(whole).map((resource) => keep(resource, reader.whole(resource)));
  const scoped = earlyScopes(reader, wish)
    .filter(([resource]) => wish.resources.has(resource))
    .map(([resource, part]) => keep(resource, part()));
  await Promise.all(lists);
  await Promise.all([
    ...scoped,
    ...lateScopes(reader, parts, wish)
      .filter(([resource]) => wish.resources.has(resource))
      .map(([resource, part]) => keep(resource, part())),
  ]);
  const logs = wish.logs === true ? await readLogs(connection, place, podsOf(parts)) : { logs: [], gaps: [] };
  return snapshotOf(place, parts, logs);
}

const podsOf = (parts: Parts) => (parts.get('pods')?.reading.items ?? []) as readonly Pod[];

type Later = readonly [Resource, () => Promise<Part>];

/** Pods and ConfigMap of Cilium are most often in kube-system, and tags name the Services: these need not wait for any list. */
function earlyScopes(reader: Reader, wish: ClusterWish): readonly Later[] {
  const events = knownEvents(wish);
  return [
    ['configmaps', () => reader.ciliumConfig(systemNamespace)],
    ['leases.coordination.k8s.io', () => reader.scopes('leases.coordination.k8s.io', [{ namespace: systemNamespace }])],
    ['pods', () => reader.scopes('pods', systemPods(systemNamespace))],
    ['events', () => reader.scopes('events', events)],
  ];
}

function lateScopes(reader: Reader, parts: Parts, wish: ClusterWish): readonly Later[] {
  const { pods, events, ciliumNamespace } = secondStep((resource) => parts.get(resource)?.reading.items ?? [], wish);
  const elsewhere: readonly Later[] =
    ciliumNamespace === undefined
      ? []
      : [
          ['configmaps', () => reader.ciliumConfig(ciliumNamespace)],
          ['leases.coordination.k8s.io', () => reader.scopes('leases.coordination.k8s.io', [{ namespace: ciliumNamespace }])],
        ];
  return [['pods', () => reader.scopes('pods', pods)], ['events', () => reader.scopes('events', events)], ...elsewhere];
}

/** A cluster of which nothing came has one gap, not one for each list. */
function snapshotOf(place: ClusterPlace, parts: Parts, { logs, gaps: logGaps }: LogsRead): ClusterSnapshot {
  const gaps = [...parts.values()].flatMap((part) => part.gaps);
  const wholeGap = [...parts.values()].find((part) => part.whole !== undefined)?.whole;
  const readings = new Map<Resource, Reading<KubernetesObject>>([...parts].map(([resource, { reading }]) => [resource, reading]));
  const nothing = [...readings.values()].every(isEmpty);
  return {
    name: place.name,
    region: place.region,
    eks: place.eks,
    readings: (wholeGap !== undefined && nothing ? new Map() : readings) as ClusterSnapshot['readings'],
    partial: new Set(),
    unreadable: wholeGap !== undefined && nothing ? [wholeGap] : distinctGaps([...gaps, ...logGaps]),
    logs,
  };
}

/** An empty scoped reading of no scopes says nothing either: its Services were never found. */
const isEmpty = (reading: Reading<KubernetesObject>): boolean =>
  reading.items.length === 0 && (reading.state === 'incomplete' || (reading.state === 'scoped' && reading.scopes.length === 0));
