/** Access rules from manifests: what a ClusterRole or Role would allow, so that the lab can enforce the very file that people apply. */

import { loadAll } from 'js-yaml';
import type { AccessRule } from './access.ts';

interface Manifest {
  readonly kind?: string;
  readonly metadata?: { readonly namespace?: string };
  readonly rules?: readonly Omit<AccessRule, 'namespace'>[];
}

/** Rules of every ClusterRole, and of every Role for its own namespace; bindings are taken to name the caller. @param yaml one or more documents */
export function accessFrom(yaml: string): readonly AccessRule[] {
  return loadAll(yaml).flatMap((document) => rulesOf((document ?? {}) as Manifest));
}

function rulesOf({ kind, metadata, rules = [] }: Manifest): readonly AccessRule[] {
  if (kind === 'ClusterRole') return rules;
  if (kind !== 'Role') return [];
  return rules.map((rule) => ({ ...rule, namespace: metadata?.namespace ?? 'default' }));
}
