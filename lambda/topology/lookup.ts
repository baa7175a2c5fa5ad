/** Objects of a cluster as facts: known where they were read, and known to be absent only where absence was read. */

import { type KubernetesObject, type Resource, type ResourceTypes, resources } from '../snapshot/kubernetes.ts';
import { wasReadFor } from '../snapshot/selectors.ts';
import { type ClusterSnapshot, type Gap, type Reading, reading } from '../snapshot/snapshot.ts';
import { accessEntryArguments } from '../text/accessEntry.ts';
import { byAws, byKubectl, type Fact, type Grant, known, type Missing } from './fact.ts';

/** All objects of a resource; known only where the whole list was read (or the API does not have it). */
export function listed<R extends Resource>(cluster: ClusterSnapshot, resource: R): Fact<readonly ResourceTypes[R][]> {
  const list = reading(cluster, resource);
  return list.state === 'complete' ? known(list.items) : { known: false, missing: missingResource(cluster, resource) };
}

/** The objects that happen to be there: for looking something up, never for concluding that it is not there. */
export const found = <R extends Resource>(cluster: ClusterSnapshot, resource: R): readonly ResourceTypes[R][] =>
  reading(cluster, resource).items;

/** One object; known and undefined where it would have been seen. */
export function objectOf<R extends Resource>(
  cluster: ClusterSnapshot,
  resource: R,
  namespace: string | undefined,
  name: string,
): Fact<ResourceTypes[R] | undefined> {
  const list = reading(cluster, resource);
  const hit = index(list).get(keyOf(namespace, name));
  if (hit !== undefined) return known(hit);
  if (list.state === 'complete' || coversNamespace(list, namespace)) return known(undefined);
  return { known: false, missing: missingResource(cluster, resource, objectPath(namespace, name)) };
}

/** All objects of a resource in a namespace with these labels; known only where such objects would have been seen. */
export function selected<R extends Resource>(
  cluster: ClusterSnapshot,
  resource: R,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): Fact<readonly ResourceTypes[R][]> {
  const list = reading(cluster, resource);
  if (!wasReadFor(list, { namespace, labels })) return { known: false, missing: missingResource(cluster, resource) };
  return known(list.items.filter((object) => object.metadata.namespace === namespace && carries(object, labels)));
}

/** Whether an object is there as an excerpt only: what it lacks is then not known to be unset. */
export function isPartial(cluster: ClusterSnapshot, resource: Resource, object: KubernetesObject): boolean {
  const { namespace, name } = object.metadata;
  return cluster.partial.has(`${resource}/${objectPath(namespace, name)}`);
}

/** What to say where a resource was not read: why, and the grant or command that would read it. */
export function missingResource(cluster: ClusterSnapshot, resource: Resource, path?: string): Missing {
  const list = reading(cluster, resource);
  const gap: Gap | undefined = list.state === 'incomplete' ? list.gap : undefined;
  const what = path === undefined ? resource : `${resource}/${path}`;
  const why = gap === undefined ? 'it lies outside what was read' : gap.error;
  return { what, why: `${what} of cluster ${cluster.name}: ${why}`, grant: grantFor(cluster, resource, gap) };
}

/** Whether the object carries all of the labels. */
export const carries = (object: KubernetesObject, labels: Readonly<Record<string, string>>): boolean =>
  Object.entries(labels).every(([key, value]) => object.metadata.labels?.[key] === value);

/** `Kind namespace/name`, as evidence names its source. */
export const nameOf = (object: KubernetesObject): string =>
  `${object.kind} ${object.metadata.namespace === undefined ? '' : `${object.metadata.namespace}/`}${object.metadata.name}`;

function grantFor(cluster: ClusterSnapshot, resource: Resource, gap: Gap | undefined): Grant {
  if (gap?.what === 'kubernetes') return byAws(cluster.region, accessEntryArguments(cluster.name));
  const { group } = resources[resource];
  const plural = group === '' ? resource : resource.slice(0, -group.length - 1);
  return {
    allow: `RBAC: apiGroups ["${group}"], resources ["${plural}"], verbs ["get", "list"]`,
    ...byKubectl(cluster, `get ${resource} -A -o yaml`),
  };
}

function coversNamespace(list: Reading<unknown>, namespace: string | undefined): boolean {
  if (list.state !== 'scoped') return false;
  return list.scopes.some((scope) => scope.selector === undefined && (scope.namespace === undefined || scope.namespace === namespace));
}

const objectPath = (namespace: string | undefined, name: string) => (namespace === undefined ? name : `${namespace}/${name}`);

/** `namespace/name`, or the name alone. */
export const pathOf = ({ metadata }: KubernetesObject): string => objectPath(metadata.namespace, metadata.name);
const keyOf = (namespace: string | undefined, name: string) => `${namespace ?? ''}/${name}`;

/** A list is looked up many times: its index is kept as long as the list is. */
const indexes = new WeakMap<readonly KubernetesObject[], ReadonlyMap<string, KubernetesObject>>();

function index<T extends KubernetesObject>(list: Reading<T>): ReadonlyMap<string, T> {
  const kept = indexes.get(list.items);
  if (kept !== undefined) return kept as ReadonlyMap<string, T>;
  const made = new Map(list.items.map((object) => [keyOf(object.metadata.namespace, object.metadata.name), object]));
  indexes.set(list.items, made);
  return made;
}
