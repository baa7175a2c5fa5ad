/** How bad it is for the people behind a load balancer, told from its targets. */

import type { LoadBalancerDiagnosis, TargetGroupDiagnosis } from '../diagnose/diagnosis.ts';
import type { IncidentSeverity } from './announcement.ts';

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
