/** Who may do what: rules as in a ClusterRole or Role, everything else denied. */

import { resources } from '../../lambda/snapshot/kubernetes.ts';
import type { Target } from './status.ts';

/** A rule of RBAC; `namespace` is set where it comes from a Role. */
export interface AccessRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
  readonly namespace?: string;
}

/** What nlb-doctor may do where a lab says nothing else: read every kind that a snapshot can hold, and logs. */
export const readAll: readonly AccessRule[] = [
  ...[...new Set(Object.values(resources).map(({ group }) => group))].map((group) => ({
    apiGroups: [group],
    resources: Object.keys(resources).flatMap((resource) => pluralsIn(resource as keyof typeof resources, group)),
    verbs: ['get', 'list'],
  })),
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
];

function pluralsIn(resource: keyof typeof resources, group: string): readonly string[] {
  if (resources[resource].group !== group) return [];
  return [group === '' ? resource : resource.slice(0, -group.length - 1)];
}

/** What the person may do who repairs things in the lab. */
export const everything: readonly AccessRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
];

/** What every authenticated user has (system:basic-user, system:discovery). */
export const everybody: readonly AccessRule[] = [
  { apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'], verbs: ['create'] },
  {
    nonResourceURLs: [
      '/api',
      '/api/*',
      '/apis',
      '/apis/*',
      '/healthz',
      '/livez',
      '/openapi',
      '/openapi/*',
      '/readyz',
      '/version',
      '/version/',
    ],
    verbs: ['get'],
  },
];

/** @param target `plural` may have a subresource: `pods/log` */
export function mayDo(rules: readonly AccessRule[], target: Target): boolean {
  return rules.some((rule) => {
    if (rule.namespace !== undefined && rule.namespace !== target.namespace) return false;
    if (rule.resourceNames !== undefined && (target.name === undefined || !rule.resourceNames.includes(target.name))) return false;
    return has(rule.verbs, target.verb) && has(rule.apiGroups, target.group) && has(rule.resources, target.plural);
  });
}

export function maySee(rules: readonly AccessRule[], verb: string, path: string): boolean {
  return rules.some(({ nonResourceURLs = [], verbs }) => has(verbs, verb) && nonResourceURLs.some((pattern) => covers(pattern, path)));
}

const has = (list: readonly string[] | undefined, value: string) => list?.some((one) => one === '*' || one === value) ?? false;

function covers(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}
