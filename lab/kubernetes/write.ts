/** Writes: create, update, patch and delete, as a person with kubectl makes them; what follows from them is the controllers' work. */

import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { load } from 'js-yaml';
import { type KubernetesObject, type Resource, resources, type Service } from '../../lambda/snapshot/kubernetes.ts';
import { type ClusterSnapshot, reading } from '../../lambda/snapshot/snapshot.ts';
import { type Answer, json } from '../answer.ts';
import { managedAfter } from './managedFields.ts';
import { type Json, PatchError, patched } from './patch.ts';
import { builtInGroups, pluralOf, type Route } from './route.ts';
import { badRequest, notFound, status, unsupportedMediaType } from './status.ts';

export interface WriteRequest {
  readonly cluster: ClusterSnapshot;
  readonly resource: Resource;
  readonly route: Route;
  readonly verb: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly now: Date;
  /** The resource version that the changed object gets. */
  readonly revision: number;
}

export type Edit = (cluster: ClusterSnapshot) => ClusterSnapshot;

/** What is answered, and how the cluster is different afterwards. */
export interface Written {
  readonly answer: Answer;
  readonly edit?: Edit;
}

/** @param request of an object; `route.name` is there but for `create` */
export function write(request: WriteRequest): Written {
  try {
    const { verb, query } = request;
    const { answer, edit } = verb === 'delete' ? removed(request) : stored(request);
    return query.get('dryRun') === 'All' || edit === undefined ? { answer } : { answer, edit };
  } catch (error) {
    if (error instanceof PatchError) return { answer: status({ code: 422, reason: 'Invalid', message: error.message }) };
    throw error;
  }
}

function removed({ cluster, resource, route }: WriteRequest): Written {
  const object = find(cluster, resource, route);
  if (object === undefined) return { answer: absent(resource, route) };
  const details = { name: route.name, group: route.group, kind: pluralOf(resource), uid: object.metadata.uid };
  const answer = json({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
  return { answer, edit: withItems(resource, (items) => items.filter((item) => item !== object)) };
}

function stored(request: WriteRequest): Written {
  const { cluster, resource, route, verb, body, headers, query } = request;
  const type = headers['content-type'] ?? 'application/json';
  const sent = documentOf(body);
  if (sent === undefined) return { answer: badRequest('the object provided is unrecognized: the body is neither JSON nor YAML') };
  const name = route.name ?? sent.metadata?.name;
  if (name === undefined) return { answer: badRequest('name or generateName is required') };
  const at = { ...route, name };
  const before = find(cluster, resource, at);
  const isApply = type.startsWith('application/apply-patch');
  if (verb === 'create' && before !== undefined) return { answer: conflict('AlreadyExists', resource, at, 'already exists') };
  if (verb !== 'create' && before === undefined && !isApply) return { answer: absent(resource, at) };
  if (type.startsWith('application/strategic-merge-patch') && !builtInGroups.includes(route.group))
    return { answer: unsupportedMediaType(type, patchTypes) };
  if (verb === 'update' && isStale(before, sent)) {
    return {
      answer: conflict(
        'Conflict',
        resource,
        at,
        'the object has been modified; please apply your changes to the latest version and try again',
      ),
    };
  }
  const wanted = verb === 'patch' && before !== undefined ? patched(before as unknown as Json, type, sent as Json) : (sent as Json);
  const manager = query.get('fieldManager') ?? (headers['user-agent'] ?? 'unknown').split('/')[0] ?? 'unknown';
  const after = admitted(before, wanted as unknown as KubernetesObject, { ...request, route: at }, { manager, isApply });
  return { answer: json(after, before === undefined ? 201 : 200), edit: withItems(resource, (items) => replaced(items, before, after)) };
}

const patchTypes = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';

const isStale = (before: KubernetesObject | undefined, { metadata }: Document) =>
  metadata?.resourceVersion !== undefined && metadata.resourceVersion !== before?.metadata.resourceVersion;

type Document = Partial<KubernetesObject>;

function documentOf(body: string): Document | undefined {
  try {
    // JSON is YAML, and `kubectl apply --server-side` sends either.
    return load(body) as Document;
  } catch {
    return undefined;
  }
}

export function find(
  { readings }: ClusterSnapshot,
  resource: Resource,
  { namespace, name }: Pick<Route, 'namespace' | 'name'>,
): KubernetesObject | undefined {
  const items: readonly KubernetesObject[] = readings.get(resource)?.items ?? [];
  return items.find(({ metadata }) => metadata.name === name && (namespace === undefined || metadata.namespace === namespace));
}

const replaced = (items: readonly KubernetesObject[], before: KubernetesObject | undefined, after: KubernetesObject) =>
  before === undefined ? [...items, after] : items.map((item) => (item === before ? after : item));

/** The cluster with other objects of one resource. */
export const withItems =
  (resource: Resource, edit: (items: readonly KubernetesObject[]) => readonly KubernetesObject[]): Edit =>
  (cluster) => {
    const found = reading(cluster, resource);
    const items = edit(found.items);
    return items === found.items
      ? cluster
      : { ...cluster, readings: new Map([...cluster.readings, [resource, { ...found, items } as never]]) };
  };

/** The object as the API server stores it: what it alone may set, and what it fills in. */
function admitted(
  before: KubernetesObject | undefined,
  wanted: KubernetesObject,
  { cluster, resource, route, now, revision }: WriteRequest,
  { manager, isApply }: { readonly manager: string; readonly isApply: boolean },
): KubernetesObject {
  const time = `${now.toISOString().slice(0, 19)}Z`;
  const { uid = randomUUID(), creationTimestamp = time, generation } = before?.metadata ?? {};
  const filled = resource === 'services' ? withNodePorts(wanted as Service, cluster) : wanted;
  const isChanged = before === undefined || !isDeepStrictEqual(specOf(before), specOf(filled));
  const counted =
    resource === 'configmaps' || specOf(filled) === undefined ? {} : { generation: isChanged ? (generation ?? 0) + 1 : generation };
  const entries = before?.metadata.managedFields ?? [];
  const writer = { manager, operation: isApply ? 'Apply' : 'Update', time } as const;
  const metadata = {
    ...filled.metadata,
    name: route.name,
    ...(route.namespace === undefined ? {} : { namespace: route.namespace }),
    uid,
    creationTimestamp,
    ...counted,
    resourceVersion: String(revision),
    managedFields: managedAfter(before, filled, entries, writer),
  };
  const state = before === undefined ? {} : statusOf(before);
  const { kind } = resources[resource];
  const apiVersion = route.group === '' ? route.version : `${route.group}/${route.version}`;
  return { ...filled, apiVersion, kind, metadata, ...state } as KubernetesObject;
}

const specOf = (object: KubernetesObject): unknown => ('spec' in object ? object.spec : undefined);
const statusOf = (object: KubernetesObject) => ('status' in object ? { status: object.status } : {});

/** kube-apiserver's default `--service-node-port-range`. */
const firstNodePort = 30_000;

/** A Service that wants NodePorts gets those it lacks. */
function withNodePorts(service: Service, cluster: ClusterSnapshot): Service {
  const { spec } = service;
  const wants = spec?.type === 'NodePort' || (spec?.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
  if (!wants || spec.ports?.every(({ nodePort }) => nodePort !== undefined) !== false) return service;
  const services = (cluster.readings.get('services')?.items ?? []) as readonly Service[];
  const used = new Set(services.flatMap((one) => one.spec?.ports?.map(({ nodePort }) => nodePort) ?? []));
  const ports = (spec.ports ?? []).map((port) => {
    if (port.nodePort !== undefined) return port;
    let nodePort = firstNodePort;
    while (used.has(nodePort)) nodePort += 1;
    used.add(nodePort);
    return { ...port, nodePort };
  });
  return { ...service, spec: { ...spec, ports } };
}

function absent(resource: Resource, { group, name }: Route): Answer {
  return notFound({ verb: 'get', plural: pluralOf(resource), group, name });
}

function conflict(reason: string, resource: Resource, { group, name }: Route, why: string): Answer {
  const details = { name, group, kind: pluralOf(resource) };
  const message = reason === 'Conflict' ? `Operation cannot be fulfilled on ${resource} "${name}": ${why}` : `${resource} "${name}" ${why}`;
  return status({ code: 409, reason, message, details });
}
