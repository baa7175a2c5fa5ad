/** Lists and single objects, from what the snapshot read: what was not read is refused, never answered as empty. */

import { type KubernetesObject, type Resource, resources } from '../../lambda/snapshot/kubernetes.ts';
import { type ClusterSnapshot, type Reading, reading, type Scope } from '../../lambda/snapshot/snapshot.ts';
import { type Answer, json } from '../answer.ts';
import type { History } from '../history.ts';
import { builtInGroups, pluralOf, type Route } from './route.ts';
import { type Selection, testOf } from './selectors.ts';
import { badRequest, expired, forbidden, notFound, status, unauthorized } from './status.ts';
import { follow } from './watch.ts';

export interface Asked {
  readonly cluster: ClusterSnapshot;
  readonly resource: Resource;
  readonly route: Route;
  readonly query: URLSearchParams;
  readonly user: string;
  /** The resource version of the world, where it changes. */
  readonly revision?: number | undefined;
}

export function list(asked: Asked): Answer {
  const { cluster, resource, route, query } = asked;
  const selection: Selection = {
    namespace: route.namespace,
    labelSelector: query.get('labelSelector') || undefined,
    fieldSelector: query.get('fieldSelector') || undefined,
  };
  const test = testOf(selection);
  if (test === undefined)
    return badRequest(`Unable to find "${resource}" that match field selector "${selection.fieldSelector}": field label not supported`);
  const found = reading(cluster, resource);
  const items = found.items.filter(test);
  return answersFor(found, selection, items.length) ? paged(asked, items) : refusal(asked, found, 'list');
}

/**
 * Whether the snapshot can answer for this selection: a list read whole answers for all; one read in parts for those parts; of one of
 * which it is not known how it was read, what is there is answered, but never that there is nothing.
 */
function answersFor(found: Reading<unknown>, selection: Selection, count: number): boolean {
  if (found.state === 'complete') return true;
  if (found.state === 'incomplete') return count > 0;
  return found.scopes.some((scope) => covers(scope, selection));
}

/** Of selectors it is only known that equal ones are equal. */
function covers(scope: Scope, { namespace, labelSelector }: Selection): boolean {
  if (scope.namespace !== undefined && scope.namespace !== namespace) return false;
  return scope.selector === undefined || scope.selector === labelSelector;
}

function refusal({ resource, route, user }: Asked, found: Reading<unknown>, verb: string): Answer {
  const gap = found.state === 'incomplete' ? found.gap : undefined;
  if (gap?.code === 401) return unauthorized();
  if (typeof gap?.code === 'number' && gap.code >= 404) return status({ code: gap.code, reason: 'InternalError', message: gap.error });
  const { namespace, name } = route;
  return forbidden({ verb, plural: pluralOf(resource), group: resources[resource].group, namespace, name }, user);
}

/** The objects of a selection as they change. */
export function watched(asked: Asked, history: History): Answer {
  const { cluster, resource, route, query } = asked;
  const { name, ...place } = route;
  const fields = [query.get('fieldSelector'), name === undefined ? undefined : `metadata.name=${name}`].filter((field) => field);
  const test = testOf({
    namespace: place.namespace,
    labelSelector: query.get('labelSelector') || undefined,
    fieldSelector: fields.join(','),
  });
  if (test === undefined) return badRequest(`Unable to watch "${resource}": field label not supported`);
  const watch = {
    history,
    region: cluster.region,
    cluster: cluster.name,
    resource,
    route,
    query,
    test,
    items: reading(cluster, resource).items.filter(test),
  };
  return { status: 200, headers: { 'content-type': 'application/json' }, body: '', follow: (response) => follow(watch, response) };
}

const firstVersion = 4711;

function paged({ resource, route, query, revision = firstVersion }: Asked, items: readonly KubernetesObject[]): Answer {
  const { kind } = resources[resource];
  const limit = Number(query.get('limit') ?? 0);
  const start = startOf(query.get('continue'));
  if (start === undefined) return expired();
  const end = limit > 0 ? start + limit : items.length;
  const left = items.length - end;
  const selected = query.get('labelSelector') || query.get('fieldSelector');
  const more = left <= 0 ? {} : { continue: tokenFor(end), ...(selected ? {} : { remainingItemCount: left }) };
  const apiVersion = versionOf(route);
  const page = items.slice(start, Math.max(end, start)).map((item) => inList(item, route, apiVersion));
  return json({ kind: `${kind}List`, apiVersion, metadata: { resourceVersion: String(revision), ...more }, items: page });
}

const versionOf = ({ group, version }: Route) => (group === '' ? version : `${group}/${version}`);
const tokenFor = (position: number) =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: 4711, start: position })).toString('base64url');

/** Undefined for a token that is not of this lab: the API server's answer to one that it cannot serve any more. */
function startOf(token: string | null): number | undefined {
  if (token === null || token === '') return 0;
  const position = /"start":(\d+)/.exec(Buffer.from(token, 'base64url').toString('latin1'))?.[1];
  return position === undefined ? undefined : Number(position);
}

/** Lists of built-in kinds do not repeat apiVersion and kind in their items; lists of custom resources do. */
function inList(item: KubernetesObject, { group }: Route, apiVersion: string): unknown {
  const { apiVersion: _, kind, ...rest } = item;
  return builtInGroups.includes(group) ? rest : { apiVersion, kind, ...rest };
}

export function get(asked: Asked): Answer {
  const { cluster, resource, route } = asked;
  const found = reading(cluster, resource);
  const { namespace, name } = route;
  const object = found.items.find(
    ({ metadata }) => metadata.name === name && (namespace === undefined || metadata.namespace === namespace),
  );
  if (object !== undefined) return json({ ...object, apiVersion: versionOf(route), kind: resources[resource].kind });
  const known = found.state === 'complete' || (found.state === 'scoped' && found.scopes.some((scope) => covers(scope, { namespace })));
  if (!known) return refusal(asked, found, 'get');
  return notFound({ verb: 'get', plural: pluralOf(resource), group: route.group, name });
}
