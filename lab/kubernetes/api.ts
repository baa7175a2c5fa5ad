/** The Kubernetes API of one cluster: who asks, may they, and what the world answers. */

import type { ClusterSnapshot } from '../../lambda/snapshot/snapshot.ts';
import type { Answer } from '../answer.ts';
import type { KubernetesCall } from '../calls.ts';
import { operatorCredentials } from '../environment.ts';
import type { Commit } from '../exchange.ts';
import type { History } from '../history.ts';
import type { Received } from '../serve.ts';
import { type AccessRule, everybody, everything, mayDo, maySee, readAll } from './access.ts';
import { discover } from './discovery.ts';
import { servedVersions } from './installed.ts';
import { log } from './logs.ts';
import { type Asked, get, list, watched } from './objects.ts';
import { openApi } from './openapi.ts';
import { review } from './reviews.ts';
import { fullName, known, type Route, routeOf } from './route.ts';
import { badRequest, forbidden, forbiddenPath, noSuchPath, notAllowed, unauthorized, unsupportedMediaType } from './status.ts';
import { accessKeyOf, refusalOf } from './token.ts';
import { write } from './write.ts';

export interface Door {
  readonly cluster: ClusterSnapshot;
  readonly rules: readonly AccessRule[] | undefined;
  /** A bearer token that is taken as it stands, for clusters that are not EKS. */
  readonly staticToken: string;
  readonly ownSts: string;
  readonly now: number;
  /** Where the lab lets a person change the world: the token of that person, and the world. */
  readonly operator?: { readonly token: string; readonly history: History } | undefined;
}

const user = 'arn:aws:sts::000000000000:assumed-role/nlb-doctor/lab';

export function callOf({ region, name: cluster }: ClusterSnapshot, { method, url }: Received): KubernetesCall {
  const base = { kind: 'kubernetes', region, cluster } as const;
  const route = routeOf(url.pathname);
  if (route === undefined) return { ...base, verb: 'discover', resource: '' };
  const { namespace, name } = route;
  const [labelSelector, fieldSelector] = [
    url.searchParams.get('labelSelector') ?? undefined,
    url.searchParams.get('fieldSelector') ?? undefined,
  ];
  return { ...base, verb: verbOf(method, route, url), resource: resourceOf(route), namespace, name, labelSelector, fieldSelector };
}

const resourceOf = (route: Route) => (route.subresource === undefined ? fullName(route) : `${fullName(route)}/${route.subresource}`);

function verbOf(method: string, { name }: Route, url: URL): string {
  if (method === 'POST') return 'create';
  if (method === 'PUT') return 'update';
  if (method !== 'GET') return method.toLowerCase();
  if (url.searchParams.get('watch') === 'true' || url.searchParams.get('watch') === '1') return 'watch';
  return name === undefined ? 'list' : 'get';
}

/** @param commit takes what is done once the answer is on its way */
export async function answer(received: Received, door: Door, commit: Commit): Promise<Answer> {
  const caller = await callerOf(received, door);
  const gap = door.cluster.unreadable.find(({ what }) => what === 'kubernetes');
  if (caller === undefined || gap?.code === 401) return unauthorized();
  const rules = caller === 'operator' ? everything : [...everybody, ...(door.rules ?? readAll)];
  const route = routeOf(received.url.pathname);
  if (route === undefined) return discovery(received, door, rules);
  return authorized(received, route, { ...door, rules }, commit);
}

/** Undefined for somebody who is not known. */
async function callerOf({ headers: { authorization } }: Received, door: Door): Promise<'monitor' | 'operator' | undefined> {
  const { cluster, ownSts, now, operator, staticToken } = door;
  if (authorization === `Bearer ${staticToken}`) return 'monitor';
  if (operator !== undefined && authorization === `Bearer ${operator.token}`) return 'operator';
  const check = { cluster: cluster.name, ownSts, now, takesOperator: operator !== undefined };
  if ((await refusalOf(authorization, check)) !== undefined) return undefined;
  return accessKeyOf(authorization) === operatorCredentials.accessKeyId ? 'operator' : 'monitor';
}

function discovery({ method, url }: Received, { cluster, operator }: Door, rules: readonly AccessRule[]): Answer {
  const verb = method.toLowerCase();
  if (!maySee(rules, verb, url.pathname)) return forbiddenPath(verb, url.pathname, user);
  const path = url.pathname.replace(/\/$/, '');
  return openApi(cluster, path) ?? discover(cluster, path, operator !== undefined);
}

interface Admitted extends Door {
  readonly rules: readonly AccessRule[];
}

function authorized(received: Received, route: Route, door: Admitted, commit: Commit): Answer {
  const { group, namespace, name, subresource } = route;
  const verb = verbOf(received.method, route, received.url);
  const plural = subresource === undefined ? route.plural : `${route.plural}/${subresource}`;
  const target = { verb, plural, group, namespace, name };
  if (!mayDo(door.rules, target)) return forbidden(target, user);
  const type = received.headers['content-type'] ?? '';
  if (type.includes('protobuf') && verb !== 'delete') return unsupportedMediaType(type, 'application/json, application/yaml');
  if (group === 'authorization.k8s.io') return review(plural, received.body, door.rules);
  const resource = fullName(route);
  if (!known(resource) || !servedVersions(door.cluster, resource).includes(route.version)) return noSuchPath();
  if (plural === 'pods/log') return log(door.cluster, route, received.url.searchParams);
  if (subresource !== undefined) return noSuchPath();
  const asked = {
    cluster: door.cluster,
    resource,
    route,
    query: received.url.searchParams,
    user,
    revision: door.operator?.history.revision(),
  };
  if (verb === 'watch') return watch(asked, door);
  if (verb === 'list') return list(asked);
  return verb === 'get' ? get(asked) : changed(received, asked, verb, door, commit);
}

function watch(asked: Asked, { operator }: Door): Answer {
  return operator === undefined ? badRequest('the lab does not watch') : watched(asked, operator.history);
}

const writes = ['create', 'update', 'patch', 'delete'];

function changed(received: Received, asked: Asked, verb: string, { cluster, operator, now }: Door, commit: Commit): Answer {
  const { history } = operator ?? {};
  if (history === undefined || !writes.includes(verb) || (verb !== 'create' && asked.route.name === undefined)) return notAllowed();
  const { headers, body } = received;
  const request = { ...asked, verb, headers, body, now: new Date(now), revision: history.revision() + 1 };
  const { answer: given, edit } = write(request);
  if (edit !== undefined) commit(() => history.change(inCluster(cluster, edit)));
  return given;
}

type ClusterEdit = (cluster: ClusterSnapshot) => ClusterSnapshot;

/** An edit of one cluster, as one of the world. */
export const inCluster =
  ({ region, name }: Pick<ClusterSnapshot, 'region' | 'name'>, edit: ClusterEdit): Parameters<History['change']>[0] =>
  (snapshot) => {
    const clusters = snapshot.clusters.map((one) => (one.region === region && one.name === name ? edit(one) : one));
    return clusters.every((one, at) => one === snapshot.clusters[at]) ? snapshot : { ...snapshot, clusters };
  };
