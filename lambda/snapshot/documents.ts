/** Kubernetes documents taken apart: which objects of which resource they hold, and which resources they list. */

import { plainText, SnapshotError, shownPath, shownValue } from './error.ts';
import { type KubernetesObject, type Resource, resources } from './kubernetes.ts';
import { shaped } from './shape.ts';

/** What the files of one cluster hold of one resource. `listed`: a list of it is there, so that it was read. */
export interface Collected {
  readonly objects: Map<string, KubernetesObject>;
  listed: boolean;
  /** Why a list that is there does not count as the whole answer. */
  cut: string | undefined;
}

export type Collection = Map<Resource, Collected>;

/** `kind` of core v1 Services is `/Service`. Events have been served by two groups; they are the same objects. */
const byKind: ReadonlyMap<string, Resource> = new Map([
  ...Object.entries(resources).map(([resource, row]) => [`${row.group}/${row.kind}`, resource as Resource] as const),
  ['events.k8s.io/Event', 'events'],
]);

type Document = Record<string, unknown>;

interface Source {
  readonly file: string;
  readonly path: readonly PropertyKey[];
  /** The resource that the file is named after. */
  readonly namedAfter: Resource | undefined;
}

/** Adds what one document holds. Documents of other kinds, and what is no Kubernetes object at all, say nothing. */
export function collect(collection: Collection, document: unknown, source: Source): void {
  if (!isDocument(document)) return;
  const { kind, apiVersion } = document;
  if (typeof kind !== 'string' || typeof apiVersion !== 'string') return;
  const resource = byKind.get(kindKey(apiVersion, kind));
  const listed = kind.endsWith('List') ? byKind.get(kindKey(apiVersion, kind.slice(0, -'List'.length))) : undefined;
  if (kind === 'List') collectList(collection, document, source);
  else if (resource !== undefined) add(collection, resource, document, source);
  else if (listed !== undefined) collectTypedList(collection, listed, document, source);
}

/** `kubectl get` prints a List that has lost its kind; its items say which resources were read, and where it has none, its file's name. */
function collectList(collection: Collection, list: Document, source: Source): void {
  const items = itemsOf(list, source);
  const kinds = new Set<Resource>();
  let nameless = false;
  items.forEach((item, index) => {
    const resource = resourceOf(item);
    if (resource !== undefined) kinds.add(resource);
    if (!isDocument(item) || typeof item.kind !== 'string' || typeof item.apiVersion !== 'string') nameless = true;
    collect(collection, item, { ...source, path: [...source.path, 'items', index] });
  });
  if (items.length === 0 && source.namedAfter !== undefined) kinds.add(source.namedAfter);
  const cut = nameless ? `${source.file}: an item of the List has no kind` : cutOf(list, source);
  for (const resource of kinds) markListed(collection, resource, cut);
}

/** `ServiceList` and the like, as the API server answers: its items do not repeat apiVersion and kind. */
function collectTypedList(collection: Collection, resource: Resource, list: Document, source: Source): void {
  const kind = resources[resource].kind;
  itemsOf(list, source).forEach((item, index) => {
    const path = [...source.path, 'items', index];
    if (!isDocument(item)) throw wrong(source, path, 'an object', item);
    item.apiVersion ??= list.apiVersion;
    item.kind ??= kind;
    if (item.kind !== kind) throw wrong(source, [...path, 'kind'], `"${kind}"`, item.kind);
    add(collection, resource, item, { ...source, path });
  });
  markListed(collection, resource, cutOf(list, source));
}

function itemsOf(list: Document, source: Source): readonly unknown[] {
  if (Array.isArray(list.items)) return list.items;
  throw wrong(source, [...source.path, 'items'], 'a list (an empty one is written [])', list.items);
}

/** A page that names the next one is not the whole list. */
function cutOf(list: Document, source: Source): string | undefined {
  const next = isDocument(list.metadata) ? list.metadata.continue : undefined;
  return typeof next === 'string' && next !== ''
    ? `${source.file}: the list has more pages (metadata.continue), and they are not here`
    : undefined;
}

/** One uncut list of a resource is enough: the pages before it are cut by their nature. */
function markListed(collection: Collection, resource: Resource, cut: string | undefined): void {
  const collected = entry(collection, resource);
  if (cut === undefined) collected.listed = true;
  else collected.cut = cut;
}

function add(collection: Collection, resource: Resource, document: Document, source: Source): void {
  const object = shaped(resources[resource].shape, document, source) as KubernetesObject;
  const { namespace, name } = object.metadata;
  const objects = entry(collection, resource).objects;
  const key = resources[resource].namespaced ? `${namespace ?? ''}/${name}` : name;
  const known = objects.get(key);
  if (known === undefined || version(known) <= version(object)) objects.set(key, object);
}

/** Of two copies of an object the newer one counts. */
function version(object: KubernetesObject): number {
  return Number(object.metadata.resourceVersion ?? 0) || 0;
}

function entry(collection: Collection, resource: Resource): Collected {
  const known = collection.get(resource);
  if (known !== undefined) return known;
  const fresh: Collected = { objects: new Map(), listed: false, cut: undefined };
  collection.set(resource, fresh);
  return fresh;
}

function resourceOf(item: unknown): Resource | undefined {
  if (!isDocument(item) || typeof item.kind !== 'string' || typeof item.apiVersion !== 'string') return undefined;
  return byKind.get(kindKey(item.apiVersion, item.kind));
}

function kindKey(apiVersion: string, kind: string): string {
  const slash = apiVersion.indexOf('/');
  return `${slash === -1 ? '' : apiVersion.slice(0, slash)}/${kind}`;
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(source: Source, path: readonly PropertyKey[], expected: string, got: unknown): SnapshotError {
  return new SnapshotError(`${plainText(source.file)}: ${shownPath(path)}: expected ${expected}, got ${shownValue(got)}`);
}
