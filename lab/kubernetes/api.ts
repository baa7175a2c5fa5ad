/** The Kubernetes API of one cluster: who asks, may they, and what the snapshot answers. */

import type { ClusterSnapshot } from '../../lambda/snapshot/snapshot.ts';
import type { Answer } from '../answer.ts';
import type { KubernetesCall } from '../calls.ts';
import type { Received } from '../serve.ts';
import { type AccessRule, everybody, mayDo, maySee, readAll } from './access.ts';
import { discover } from './discovery.ts';
import { servedVersions } from './installed.ts';
import { log } from './logs.ts';
import { get, list } from './objects.ts';
import { review } from './reviews.ts';
import { fullName, known, type Route, routeOf } from './route.ts';
import { badRequest, forbidden, forbiddenPath, noSuchPath, unauthorized } from './status.ts';
import { refusalOf } from './token.ts';

export interface Door {
  readonly cluster: ClusterSnapshot;
  readonly rules: readonly AccessRule[] | undefined;
  /** A bearer token that is taken as it stands, for clusters that are not EKS. */
  readonly staticToken: string;
  readonly ownSts: string;
  readonly now: number;
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
  if (method !== 'GET') return method.toLowerCase();
  if (url.searchParams.get('watch') === 'true') return 'watch';
  return name === undefined ? 'list' : 'get';
}

export async function answer(received: Received, door: Door): Promise<Answer> {
  const refusal = received.headers.authorization === `Bearer ${door.staticToken}` ? undefined : await tokenRefusal(received, door);
  const gap = door.cluster.unreadable.find(({ what }) => what === 'kubernetes');
  if (refusal !== undefined || gap?.code === 401) return unauthorized();
  const rules = [...everybody, ...(door.rules ?? readAll)];
  const route = routeOf(received.url.pathname);
  if (route === undefined) return discovery(received, door, rules);
  return authorized(received, route, { ...door, rules });
}

function tokenRefusal({ headers }: Received, { cluster, ownSts, now }: Door): Promise<string | undefined> {
  return refusalOf(headers.authorization, { cluster: cluster.name, ownSts, now });
}

function discovery({ method, url }: Received, { cluster }: Door, rules: readonly AccessRule[]): Answer {
  const verb = method.toLowerCase();
  if (!maySee(rules, verb, url.pathname)) return forbiddenPath(verb, url.pathname, user);
  return discover(cluster, url.pathname.replace(/\/$/, ''));
}

interface Admitted extends Door {
  readonly rules: readonly AccessRule[];
}

function authorized(received: Received, route: Route, { cluster, rules }: Admitted): Answer {
  const { group, namespace, name, subresource } = route;
  const verb = verbOf(received.method, route, received.url);
  const plural = subresource === undefined ? route.plural : `${route.plural}/${subresource}`;
  const target = { verb, plural, group, namespace, name };
  if (!mayDo(rules, target)) return forbidden(target, user);
  if (verb === 'create') return review(plural, received.body, rules);
  const resource = fullName(route);
  if (!known(resource) || !servedVersions(cluster, resource).includes(route.version)) return noSuchPath();
  if (verb === 'watch') return badRequest('the lab does not watch');
  if (plural === 'pods/log') return log(cluster, route, received.url.searchParams);
  const asked = { cluster, resource, route, query: received.url.searchParams, user };
  return name === undefined ? list(asked) : get(asked);
}
