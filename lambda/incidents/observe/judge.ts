/** Judges a diagnosis: the cause that several load balancers may share, and the severity for the people behind them. */

import type { ClusterDiagnosis, LoadBalancerDiagnosis, ReportedFinding, TargetGroupDiagnosis } from '../../diagnose/diagnosis.ts';
import type { IncidentSeverity, SharedCause } from '../types.ts';

/** Null where the diagnosis has no cause for the targets. */
export function causeOfTargets({ findings }: LoadBalancerDiagnosis): SharedCause | null {
  const first = findings.find(({ kind }) => kind === 'cause');
  return first === undefined ? null : { rule: first.rule, scope: scopeOf(first) };
}

export function schemeFinding({ findings }: LoadBalancerDiagnosis): ReportedFinding | undefined {
  return findings.find(({ about }) => about === 'scheme');
}

/** Empty where the cluster's configuration is at fault: then the cluster is the scope. */
const scopeOf = ({ sharedBy }: ReportedFinding): string => (sharedBy === null ? '' : `${sharedBy.kind} ${sharedBy.name}`);

/** A cause may be hidden in what was not read. */
export const causeIsKnown = ({ unknown }: LoadBalancerDiagnosis, cluster: ClusterDiagnosis | undefined): boolean =>
  unknown.length === 0 && cluster?.reachable !== false;

/** Critical: a target group that should serve has no healthy target. High: a zone has none. */
export function severityOfTargets({ status, targetGroups }: LoadBalancerDiagnosis): IncidentSeverity {
  if (status === 'down' || targetGroups.some(hasNoHealthyTarget)) return 'critical';
  return targetGroups.some(hasZoneWithoutHealthyTarget) ? 'high' : 'warning';
}

/** An internal service that the internet reaches is worse than the reverse, which only fails. */
export const severityOfScheme = ({ scheme }: LoadBalancerDiagnosis): IncidentSeverity =>
  scheme.actual === 'internet-facing' ? 'high' : 'warning';

const hasNoHealthyTarget = ({ healthy, unhealthy, expected, byDesign }: TargetGroupDiagnosis) =>
  healthy === 0 && unhealthy > byDesign && expected !== 0;

/** Under policy Local a zone may rightly have no healthy target: zones are no evidence then. */
function hasZoneWithoutHealthyTarget({ byDesign, targets }: TargetGroupDiagnosis): boolean {
  if (byDesign > 0) return false;
  const zones = Map.groupBy(
    targets.filter(({ zone, state }) => zone !== null && zone !== 'all' && !inactive.has(state)),
    ({ zone }) => zone,
  );
  return zones.size > 1 && [...zones.values()].some((zone) => !zone.some(({ state }) => state === 'healthy'));
}

const inactive: ReadonlySet<string> = new Set(['draining', 'unused', 'initial', 'unhealthy.draining']);
