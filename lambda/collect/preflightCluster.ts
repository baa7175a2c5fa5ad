/** Asks a cluster itself what may be read of it, and whether Secrets may, which they should not. */

import { AuthorizationV1Api } from '@kubernetes/client-node';
import { plainText } from '../snapshot/error.ts';
import { type Resource, resources } from '../snapshot/kubernetes.ts';
import { accessEntryCommand, rbacManifest } from './grants.ts';
import { type ClusterPlace, clusterGap } from './kubernetes/gaps.ts';
import { configurationFor } from './kubernetes/httpLibrary.ts';
import { type Connection, pluralOf } from './kubernetes/read.ts';
import { Refused } from './kubernetes/refused.ts';
import { everyResource } from './kubernetes/wanted.ts';
import type { Check, Preflight } from './preflight.ts';

interface Attributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
}

export async function clusterChecks(connection: Connection, place: ClusterPlace): Promise<Preflight> {
  const api = new AuthorizationV1Api(configurationFor(connection));
  const ask = async (resourceAttributes: Attributes) => {
    const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } };
    return (await api.createSelfSubjectAccessReview({ body: review })).status?.allowed;
  };
  try {
    const [secrets, ...checks] = await Promise.all([
      ask({ verb: 'list', group: '', resource: 'secrets' }),
      ...everyResource.map(async (resource) => checkOf(place, resource, await ask(attributesOf(resource)))),
    ]);
    return { checks, warnings: secrets === true ? [tooWide(place)] : [] };
  } catch (error) {
    return { checks: [unreadable(place, error)], warnings: [] };
  }
}

function attributesOf(resource: Resource): Attributes {
  const { group } = resources[resource];
  if (resource !== 'configmaps') return { verb: 'list', group, resource: pluralOf(resource) };
  return { verb: 'get', group, resource: 'configmaps', namespace: 'kube-system', name: 'cilium-config' };
}

function checkOf({ region, name }: ClusterPlace, resource: Resource, allowed: boolean | undefined): Check {
  const { verb } = attributesOf(resource);
  const check = { what: `${verb} ${resource}`, region, cluster: name, allowed };
  if (allowed === true) return check;
  if (allowed === undefined) return { ...check, error: `cluster ${plainText(name)} did not say whether it allows to ${verb} ${resource}` };
  return { ...check, error: `cluster ${plainText(name)} does not allow to ${verb} ${resource}`, grant: rbacManifest() };
}

function unreadable(place: ClusterPlace, error: unknown): Check {
  const status = (error as { code?: unknown }).code;
  const date = (error as { headers?: Record<string, string> }).headers?.date;
  const failure = typeof status === 'number' ? new Refused(status, 'the review was refused', date) : error;
  const gap = clusterGap('kubernetes', place, failure);
  const isUnknownRole = status === 401 && place.eks !== undefined;
  return {
    what: 'kubernetes',
    region: place.region,
    cluster: place.name,
    allowed: status === 401 || status === 403 ? false : undefined,
    error: gap.error,
    ...(isUnknownRole ? { grant: `${accessEntryCommand(place.region, place.name)}\n\n${rbacManifest()}` } : {}),
  };
}

const tooWide = ({ name }: ClusterPlace) =>
  `the role may list Secrets in all of cluster ${plainText(name)}: it is wider than it needs to be. Bind the group to the ClusterRole that preflight prints instead of an admin view policy.`;
