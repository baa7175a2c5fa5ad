/** What a preflight found denied, as the grants to paste: one policy, one line for each cluster that does not know the caller, one manifest. */

import type { Resource } from '../snapshot/kubernetes.ts';
import { accessEntryCommand, iamPolicy, logsManifest, rbacManifest } from './grants.ts';
import type { Check } from './preflight.ts';

/** Each is absent where nothing of its kind was denied. */
export interface MissingGrants {
  readonly policy?: string;
  readonly accessEntries: readonly string[];
  /** YAML of one or more documents, and the clusters that lack it. */
  readonly manifest?: { readonly text: string; readonly clusters: readonly string[] };
}

/** The ClusterRole with the rest of what is read: applying it replaces nothing of the one that is there. */
const additionalRole = 'nlb-doctor-additional';

/**
 * Names only what was denied: a call that timed out may well be allowed.
 * @param wanted every kind that is read; a cluster that does not know the caller needs them all
 */
export function missingGrants(checks: readonly Check[], wanted: readonly Resource[]): MissingGrants {
  const denied = checks.filter(({ verdict }) => verdict === 'denied');
  const actions = denied.flatMap(({ need }) => (need.kind === 'action' ? [need.action] : []));
  const strangers = denied.filter(({ need }) => need.kind === 'identity');
  const manifest = manifestOf(checks, wanted);
  return {
    ...(actions.length === 0 ? {} : { policy: iamPolicy(actions) }),
    accessEntries: strangers.map(({ region, cluster = '' }) => accessEntryCommand(region, cluster, '"$ROLE_ARN"')),
    ...(manifest === undefined ? {} : { manifest }),
  };
}

function manifestOf(checks: readonly Check[], wanted: readonly Resource[]): MissingGrants['manifest'] {
  const denied = checks.filter(({ verdict, cluster }) => verdict === 'denied' && cluster !== undefined);
  if (denied.length === 0) return undefined;
  const missing = kindsOf(denied);
  const isWhole = denied.some(({ need }) => need.kind === 'identity') || isNothingAllowed(checks, wanted);
  const documents = [
    ...(isWhole ? [rbacManifest(wanted)] : missing.length === 0 ? [] : [rbacManifest(missing, additionalRole)]),
    ...(denied.some(({ need }) => need.kind === 'logs') ? [logsManifest] : []),
  ];
  return { text: documents.join('---\n'), clusters: [...new Set(denied.flatMap(({ cluster }) => cluster ?? []))] };
}

/** Kinds that are not served yet are not allowed either: the role of the first time names them too. */
function isNothingAllowed(checks: readonly Check[], wanted: readonly Resource[]): boolean {
  const kinds = new Set(kindsOf(checks.filter(({ verdict }) => verdict === 'denied' || verdict === 'absent')));
  return wanted.every((resource) => kinds.has(resource));
}

const kindsOf = (checks: readonly Check[]): readonly Resource[] => [
  ...new Set(checks.flatMap(({ need }) => (need.kind === 'resource' ? [need.resource] : []))),
];
