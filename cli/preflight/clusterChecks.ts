/** Asks a cluster itself what may be read of it: exactly the lists and gets that the collector makes; and whether Secrets may, which they should not. */

import { AuthorizationV1Api } from '@kubernetes/client-node';
import { ask as send } from '../../lambda/collect/kubernetes/ask.ts';
import { type ClusterPlace, clusterGap } from '../../lambda/collect/kubernetes/gaps.ts';
import { configurationFor } from '../../lambda/collect/kubernetes/httpLibrary.ts';
import { type Connection, documentOf, pluralOf } from '../../lambda/collect/kubernetes/list.ts';
import { Refused } from '../../lambda/collect/kubernetes/refused.ts';
import { ciliumConfigMaps, systemNamespace } from '../../lambda/collect/kubernetes/wanted.ts';
import { plainText } from '../../lambda/snapshot/error.ts';
import { gapSentence } from '../../lambda/snapshot/gaps.ts';
import { type Resource, resources } from '../../lambda/snapshot/kubernetes.ts';
import type { Check, Need, Preflight, Verdict } from './check.ts';

/** What the collector is going to read. */
export interface ClusterReads {
  readonly resources: readonly Resource[];
  readonly logs: boolean;
}

interface Attributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** One thing that is read, and the reviews that all must allow it. */
interface Read {
  readonly what: string;
  readonly need: Need;
  readonly reviews: readonly Attributes[];
}

type Ask = (attributes: Attributes) => Promise<boolean | undefined>;

export async function clusterChecks(connection: Connection, place: ClusterPlace, reads: ClusterReads): Promise<Preflight> {
  const api = new AuthorizationV1Api(configurationFor(connection));
  const ask: Ask = async (resourceAttributes) => {
    const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } };
    return (await api.createSelfSubjectAccessReview({ body: review })).status?.allowed;
  };
  try {
    const [secrets, ...checks] = await Promise.all([
      ask({ verb: 'list', group: '', resource: 'secrets' }),
      ...readsOf(reads).map((read) => checkOf(connection, place, read, ask)),
    ]);
    return { checks, warnings: secrets === true ? [tooWide(place)] : [] };
  } catch (error) {
    return { checks: [unreadable(place, error)], warnings: [] };
  }
}

/** Lists across all namespaces, but for what is read in the namespace of the controllers only, or by name. */
function readsOf({ resources: wanted, logs }: ClusterReads): readonly Read[] {
  const each = wanted.map((resource): Read => {
    const { group } = resources[resource];
    const need: Need = { kind: 'resource', resource };
    const plain = { group, resource: pluralOf(resource) };
    if (resource === 'configmaps') {
      const reviews = ciliumConfigMaps.map((name) => ({ ...plain, verb: 'get', namespace: systemNamespace, name }));
      return { what: `get configmaps ${ciliumConfigMaps.join(', ')}`, need, reviews };
    }
    const where = resource === 'leases.coordination.k8s.io' ? { namespace: systemNamespace } : {};
    return { what: `list ${resource}`, need, reviews: [{ ...plain, verb: 'list', ...where }] };
  });
  const log: Read = {
    what: 'get pods/log',
    need: { kind: 'logs' },
    reviews: [{ verb: 'get', group: '', resource: 'pods', subresource: 'log', namespace: systemNamespace }],
  };
  return logs ? [...each, log] : each;
}

async function checkOf(connection: Connection, { region, name }: ClusterPlace, { what, need, reviews }: Read, ask: Ask): Promise<Check> {
  const answers = await Promise.all(reviews.map(ask));
  const check = { what, need, region, cluster: name };
  if (answers.every((allowed) => allowed === true)) return { ...check, verdict: 'allowed' };
  if (answers.includes(undefined))
    return { ...check, verdict: 'unknown', error: 'the API server answered the review without saying yes or no' };
  const isAbsent = need.kind === 'resource' && (await isNotServed(connection, need.resource));
  const verdict: Verdict = isAbsent ? 'absent' : 'denied';
  return { ...check, verdict, ...(isAbsent ? { error: 'the API server does not serve this kind' } : {}) };
}

/** As discovery says, which every authenticated user may read (ClusterRole system:discovery). What it does not say is taken to be served. */
async function isNotServed({ transport, budget }: Connection, resource: Resource): Promise<boolean> {
  const { group, versions } = resources[resource];
  if (group === '') return false;
  const served = await Promise.all(
    versions.map(async (version) => {
      const answer = await send(transport, { path: `/apis/${group}/${version}` }, budget);
      if (answer.status === 404) return false;
      if (answer.status !== 200) return true;
      const { resources: list } = documentOf(answer) as { readonly resources?: readonly { readonly name?: unknown }[] };
      return list === undefined || list.some(({ name }) => name === pluralOf(resource));
    }),
  );
  return served.every((one) => !one);
}

/** The whole cluster as one check: who asks is not known there, or no review could be had. */
function unreadable(place: ClusterPlace, error: unknown): Check {
  const status = (error as { code?: unknown }).code;
  const date = (error as { headers?: Record<string, string> }).headers?.date;
  const failure = typeof status === 'number' ? new Refused(status, 'the access review was refused', date) : error;
  const gap = clusterGap('kubernetes', place, failure);
  const isUnknownCaller = status === 401;
  return {
    what: 'kubernetes',
    need: { kind: isUnknownCaller ? 'identity' : 'answer' },
    region: place.region,
    cluster: place.name,
    verdict: isUnknownCaller ? 'denied' : 'unknown',
    error: gapSentence(gap),
  };
}

const tooWide = ({ name }: ClusterPlace) =>
  `the role may list Secrets in all of cluster ${plainText(name)}: it is wider than it needs to be. Bind it to the ClusterRole of infra/kubernetes/base instead of an admin or view policy.`;
