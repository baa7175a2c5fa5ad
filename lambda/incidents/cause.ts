/** What several load balancers may have in common: the rule, and the object at fault. */

import type { ClusterDiagnosis, LoadBalancerDiagnosis, ReportedFinding } from '../diagnose/diagnosis.ts';
import type { SharedCause } from './observation.ts';

export const schemeRules: ReadonlySet<string> = new Set(['aws/scheme-mismatch', 'gateway/scheme-annotation-not-propagated']);

/** Null where the diagnosis has no cause for the targets. */
export function causeOfTargets({ findings }: LoadBalancerDiagnosis): SharedCause | null {
  const first = findings.find(({ kind }) => kind === 'cause');
  return first === undefined ? null : { rule: first.rule, scope: scopeOf(first) };
}

export function schemeFinding({ findings }: LoadBalancerDiagnosis): ReportedFinding | undefined {
  return findings.find(({ rule }) => schemeRules.has(rule));
}

/** Cilium's configuration is one for a cluster; a security group may be shared by many; else the first object that is named. */
function scopeOf({ rule, evidence }: ReportedFinding): string {
  if (rule.startsWith('cilium/')) return '';
  const groups = evidence.flatMap(({ text }) => text.match(/\bsg-[0-9a-f]{8,17}\b/g) ?? []).toSorted();
  return groups[0] ?? evidence.find(({ supports, source }) => supports && /^[A-Z]\w+ \S+$/.test(source))?.source ?? '';
}

/** A cause may hide in what was not read. */
export const causeIsKnown = ({ unknown }: LoadBalancerDiagnosis, cluster: ClusterDiagnosis | undefined): boolean =>
  unknown.length === 0 && cluster?.reachable !== false;
