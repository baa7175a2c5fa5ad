/** The order and the words every report shares. */

import type { ClusterDiagnosis, Diagnosis, LoadBalancerDiagnosis, ReportedFinding } from '../diagnose/diagnosis.ts';
import type { Remedy } from '../diagnose/finding.ts';
import { statusRank } from '../diagnose/severity.ts';

/** Worst first; among equals those with findings, then by region and name. */
export const worstFirst = ({ loadBalancers }: Diagnosis): readonly LoadBalancerDiagnosis[] =>
  loadBalancers.toSorted(
    (a, b) =>
      statusRank(a.status) - statusRank(b.status) ||
      Math.sign(b.findings.length) - Math.sign(a.findings.length) ||
      (`${a.region} ${a.name}` < `${b.region} ${b.name}` ? -1 : 1),
  );

/** Nothing to say beyond "healthy". */
export const isQuiet = ({ status, findings }: LoadBalancerDiagnosis): boolean =>
  status === 'healthy' && findings.every(({ severity }) => severity === 'info');

export const causesOf = ({ findings }: Pick<LoadBalancerDiagnosis, 'findings'>): readonly ReportedFinding[] =>
  findings.filter(({ kind }) => kind === 'cause');
export const adviceOf = ({ findings }: Pick<LoadBalancerDiagnosis, 'findings'>): readonly ReportedFinding[] =>
  findings.filter(({ kind }) => kind === 'advice');
/** What to say of it in a line: advice is never given for a cause. */
export function inShort(one: LoadBalancerDiagnosis): string {
  const [cause] = causesOf(one);
  if (cause !== undefined) return cause.title;
  if (one.status === 'down' || one.status === 'degraded') return 'no rule explains it';
  return adviceOf(one)[0]?.title ?? one.summary;
}

/** The recommended ones first, else as the rule has them. */
export const remediesOf = ({ remedies }: Pick<ReportedFinding, 'remedies'>): readonly Remedy[] =>
  remedies.toSorted((a, b) => Number(b.recommended) - Number(a.recommended));
export const clustersWithFindings = ({ clusters }: Diagnosis): readonly ClusterDiagnosis[] =>
  clusters.filter(({ findings, reachable }) => findings.length > 0 || reachable === false);

/** `12 healthy, 3 unhealthy`; states nobody is in are left out. */
export function countsOf(group: LoadBalancerDiagnosis['targetGroups'][number]): string {
  const counts = [
    [group.healthy, 'healthy'],
    [group.unhealthy - group.byDesign, 'unhealthy'],
    [group.byDesign, 'failing by design'],
    [group.initial, 'initial'],
    [group.draining, 'draining'],
    [group.unused, 'unused'],
  ] as const;
  const said = counts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return said.length === 0 ? 'no targets' : said.join(', ');
}

export const statusWords: Readonly<Record<LoadBalancerDiagnosis['status'], string>> = {
  down: 'DOWN',
  degraded: 'DEGRADED',
  unknown: 'UNKNOWN',
  healthy: 'HEALTHY',
};

/** `internal (asked for: internet-facing)`. */
export const schemeWords = ({ scheme: { actual, requested } }: LoadBalancerDiagnosis): string =>
  `${actual ?? 'unknown'}${requested !== null && requested !== actual ? ` (asked for: ${requested})` : ''}`;
