/** Answers of an API server as readings, with the gaps they leave. */

import { singlesOnly } from '../../snapshot/gaps.ts';
import type { ConfigMap, KubernetesObject, Resource } from '../../snapshot/kubernetes.ts';
import type { Gap, Reading, Scope } from '../../snapshot/snapshot.ts';
import { type ClusterPlace, clusterGap, isWholeCluster } from './gaps.ts';
import { type Connection, get, list } from './list.ts';
import { Refused } from './refused.ts';
import { ciliumConfigMaps, distinct } from './wanted.ts';

/** `gaps` are failures; a reading may be incomplete on purpose, without any. */
export interface Part {
  readonly reading: Reading<KubernetesObject>;
  readonly gaps: readonly Gap[];
  /** The gap of the whole cluster, should it turn out that nothing else could be read. */
  readonly whole?: Gap | undefined;
}

/** None of its functions throws. */
export interface Reader {
  readonly whole: (resource: Resource) => Promise<Part>;
  readonly scopes: (resource: Resource, scopes: readonly Scope[]) => Promise<Part>;
  readonly ciliumConfig: (namespace: string) => Promise<Part>;
}

export function readerOf(connection: Connection, place: ClusterPlace): Reader {
  return {
    whole: (resource) => readWhole(connection, place, resource),
    scopes: (resource, scopes) => readScopes(connection, place, resource, scopes),
    ciliumConfig: (namespace) => readCiliumConfig(connection, place, namespace),
  };
}

async function readWhole(connection: Connection, place: ClusterPlace, resource: Resource): Promise<Part> {
  const { items, installed, failure } = await list(connection, resource);
  if (!installed) return { reading: { state: 'complete', items: [], installed: false }, gaps: [] };
  return failure === undefined ? { reading: { state: 'complete', items }, gaps: [] } : failed(place, resource, failure, items);
}

function failed(place: ClusterPlace, what: string, failure: unknown, items: readonly KubernetesObject[] = []): Part {
  const gap = clusterGap(what, place, failure);
  return {
    reading: { state: 'incomplete', items, gap },
    gaps: [gap],
    whole: isWholeCluster(failure) ? clusterGap('kubernetes', place, failure) : undefined,
  };
}

/** Several narrow lists of one resource as one reading: scoped by those that were read, incomplete if none was. */
async function readScopes(connection: Connection, place: ClusterPlace, resource: Resource, scopes: readonly Scope[]): Promise<Part> {
  const lists = await Promise.all(scopes.map(async (scope) => ({ scope, ...(await list(connection, resource, scope)) })));
  const read = lists.filter(({ failure }) => failure === undefined).map(({ scope }) => scope);
  const failures = lists.filter(({ failure }) => failure !== undefined).map(({ failure }) => failed(place, resource, failure));
  const items = unique(lists.flatMap((one) => one.items));
  const [first] = failures;
  if (first !== undefined && read.length === 0) return failed(place, resource, lists[0]?.failure, items);
  return { reading: { state: 'scoped', items, scopes: read }, gaps: failures.flatMap(({ gaps }) => gaps) };
}

/** ConfigMaps by name: listing them all would read what is no business of ours. Their neighbours stay unread. */
async function readCiliumConfig(connection: Connection, place: ClusterPlace, namespace: string): Promise<Part> {
  const [config, envoy] = await Promise.all(ciliumConfigMaps.map((name) => readConfigMap(connection, place, namespace, name)));
  if (config === undefined || envoy === undefined || config.reading.items.length === 0)
    return config ?? failed(place, 'configmaps', undefined);
  return { reading: { ...config.reading, items: [...config.reading.items, ...envoy.reading.items] }, gaps: envoy.gaps };
}

async function readConfigMap(connection: Connection, place: ClusterPlace, namespace: string, name: string): Promise<Part> {
  const what = `configmaps/${namespace}/${name}`;
  const gap: Gap = { what: 'configmaps', region: place.region, cluster: place.name, error: singlesOnly };
  try {
    const found = (await get(connection, 'configmaps', namespace, name)) as ConfigMap | undefined;
    if (found !== undefined) return { reading: { state: 'incomplete', items: [found], gap }, gaps: [] };
    if (name !== ciliumConfigMaps[0]) return { reading: { state: 'incomplete', items: [], gap }, gaps: [] };
    return failed(place, what, new Refused(404, 'there is no ConfigMap of that name', undefined));
  } catch (failure) {
    return failed(place, what, failure);
  }
}

/** Two parts of one resource: a scope that was read counts, whatever became of the others. */
export function joined(first: Part, second: Part): Part {
  const items = unique([...first.reading.items, ...second.reading.items]);
  const gaps = [...first.gaps, ...second.gaps];
  const whole = first.whole ?? second.whole;
  const readings = [first.reading, second.reading];
  const scopes = distinct(readings.flatMap((reading) => (reading.state === 'scoped' ? reading.scopes : [])));
  const incomplete = readings.find((reading) => reading.state === 'incomplete');
  if (scopes.length > 0 || incomplete?.state !== 'incomplete') return { reading: { state: 'scoped', items, scopes }, gaps, whole };
  const found = readings.find((reading) => reading.state === 'incomplete' && reading.items.length > 0) ?? incomplete;
  return { reading: { ...found, items } as Reading<KubernetesObject>, gaps: found === incomplete ? gaps : [], whole };
}

function unique(items: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return [...new Map(items.map((item) => [`${item.metadata.namespace ?? ''}/${item.metadata.name}`, item])).values()];
}
