/** What several load balancers may have in common: the rule, and the object at fault. */

import type { ClusterDiagnosis, LoadBalancerDiagnosis, ReportedFinding, TargetGroupDiagnosis } from '../../diagnose/diagnosis.ts';
import type { IncidentSeverity } from '../outbox/notification.ts';
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

/** How bad it is for the people behind a load balancer, told from its targets. */

/** Critical: a group that should serve has nobody healthy. High: a zone has nobody. */
export function severityOfTargets({ status, targetGroups }: LoadBalancerDiagnosis): IncidentSeverity {
  if (status === 'down' || targetGroups.some(hasNobody)) return 'critical';
  return targetGroups.some(hasEmptyZone) ? 'high' : 'warning';
}

/** An internal service that the internet can reach is worse than the reverse, which merely fails. */
export const severityOfScheme = ({ scheme }: LoadBalancerDiagnosis): IncidentSeverity =>
  scheme.actual === 'internet-facing' ? 'high' : 'warning';

const hasNobody = ({ healthy, unhealthy, expected, byDesign }: TargetGroupDiagnosis) =>
  healthy === 0 && unhealthy > byDesign && expected !== 0;

/** Under policy Local a zone may rightly have nobody: then zones say nothing. */
function hasEmptyZone({ byDesign, targets }: TargetGroupDiagnosis): boolean {
  if (byDesign > 0) return false;
  const zones = Map.groupBy(
    targets.filter(({ zone, state }) => zone !== null && zone !== 'all' && !resting.has(state)),
    ({ zone }) => zone,
  );
  return zones.size > 1 && [...zones.values()].some((those) => !those.some(({ state }) => state === 'healthy'));
}

const resting: ReadonlySet<string> = new Set(['draining', 'unused', 'initial', 'unhealthy.draining']);
