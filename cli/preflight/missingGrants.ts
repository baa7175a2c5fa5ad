/** What a preflight found denied, as the grants to paste: one policy, one line for each cluster that does not know the caller, one manifest. */

import { accessEntryCommand, iamPolicy, logsManifest, rbacManifest } from '../../lambda/collect/grants.ts';
import type { Resource } from '../../lambda/snapshot/kubernetes.ts';
import { type Access, type ClusterPlace, eksAccess, givenAccess, isNameShared, kubectl } from '../../lambda/text/commands.ts';
import type { Check } from './check.ts';

/** Each is absent where nothing of its kind was denied. */
export interface MissingGrants {
  readonly policy?: string;
  readonly accessEntries: readonly string[];
  /** YAML of one or more documents, the clusters that lack it, and the commands that apply it to each, saved as `manifestFile`. */
  readonly manifest?: { readonly text: string; readonly clusters: readonly string[]; readonly apply: readonly string[] };
}

/** The ClusterRole with the rest of what is read: applying it replaces nothing of the one that is there. */
const additionalRole = 'nlb-doctor-additional';

/**
 * Names only what was denied: a call that timed out may well be allowed.
 * @param access the flags that were given, for the commands
 * @param wanted every kind that is read; a cluster that does not know the caller needs them all
 */
export function missingGrants(checks: readonly Check[], wanted: readonly Resource[], access: Access = {}): MissingGrants {
  const denied = checks.filter(({ verdict }) => verdict === 'denied');
  const actions = denied.flatMap(({ need }) => (need.kind === 'action' ? [need.action] : []));
  const strangers = denied.filter(({ need }) => need.kind === 'identity');
  const manifest = manifestOf(checks, wanted, access);
  return {
    ...(actions.length === 0 ? {} : { policy: iamPolicy(actions) }),
    accessEntries: strangers.map(({ region, cluster = '' }) =>
      accessEntryCommand({ region, name: cluster, profile: access.profile }, '"$ROLE_ARN"'),
    ),
    ...(manifest === undefined ? {} : { manifest }),
  };
}

function manifestOf(checks: readonly Check[], wanted: readonly Resource[], access: Access): MissingGrants['manifest'] {
  const denied = checks.filter(({ verdict, cluster }) => verdict === 'denied' && cluster !== undefined);
  if (denied.length === 0) return undefined;
  const missing = kindsOf(denied);
  const isWhole = denied.some(({ need }) => need.kind === 'identity') || isNothingAllowed(checks, wanted);
  const documents = [
    ...(isWhole ? [rbacManifest(wanted)] : missing.length === 0 ? [] : [rbacManifest(missing, additionalRole)]),
    ...(denied.some(({ need }) => need.kind === 'logs') ? [logsManifest] : []),
  ];
  return {
    text: documents.join('---\n'),
    clusters: [...new Set(denied.flatMap(({ cluster }) => cluster ?? []))],
    apply: applied(placesIn(denied), placesIn(checks), access),
  };
}

export const manifestFile = 'nlb-doctor-rbac.yaml';

/** The way to the context of each cluster, and the command in it. */
function applied(places: readonly ClusterPlace[], all: readonly ClusterPlace[], access: Access): readonly string[] {
  return places.flatMap((place) => {
    const way = access.kubeconfig === undefined ? eksAccess(place, isNameShared(place, all), access) : givenAccess(place.region, access);
    return [...(way.setup === undefined ? [] : [way.setup]), kubectl({ access: way }, `apply -f ${manifestFile}`)];
  });
}

/** Each cluster once. */
const placesIn = (checks: readonly Check[]): readonly ClusterPlace[] => [
  ...new Map(
    checks.flatMap(({ region, cluster }) => (cluster === undefined ? [] : [[`${region}/${cluster}`, { region, name: cluster }] as const])),
  ).values(),
];

/** Kinds that are not served yet are not allowed either: the role of the first time names them too. */
function isNothingAllowed(checks: readonly Check[], wanted: readonly Resource[]): boolean {
  const kinds = new Set(kindsOf(checks.filter(({ verdict }) => verdict === 'denied' || verdict === 'absent')));
  return wanted.every((resource) => kinds.has(resource));
}

const kindsOf = (checks: readonly Check[]): readonly Resource[] => [
  ...new Set(checks.flatMap(({ need }) => (need.kind === 'resource' ? [need.resource] : []))),
];
