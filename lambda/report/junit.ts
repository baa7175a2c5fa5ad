/** JUnit XML: a test case for each load balancer and each cluster, so that a pipeline can show what fails. */

import type { ClusterDiagnosis, Diagnosis, LoadBalancerDiagnosis, ReportedFinding } from '../diagnose/diagnosis.ts';
import type { Remedy } from '../diagnose/finding.ts';
import { withContext } from './contexts.ts';
import { xml } from './escape.ts';
import { causesOf, clustersWithFindings, remediesOf, worstFirst } from './order.ts';

interface TestCase {
  readonly suite: string;
  readonly className: string;
  readonly name: string;
  /** Null: it passes. `skipped`: it could not be told. */
  readonly verdict: { readonly skipped: boolean; readonly type: string; readonly message: string; readonly detail: string } | null;
  readonly output: string;
}

export function junitReport(diagnosis: Diagnosis): string {
  const cases = [...worstFirst(diagnosis).map(loadBalancerCase), ...clustersWithFindings(diagnosis).map(clusterCase)];
  const suites = [...Map.groupBy(cases, ({ suite }) => suite)].map(([name, list]) => suiteOf(name, list, diagnosis.takenAt));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="nlb-doctor"${counts(cases)}>\n${suites.join('')}</testsuites>\n`;
}

const suiteOf = (name: string, list: readonly TestCase[], takenAt: string): string =>
  `  <testsuite name="${xml(name)}"${counts(list)} timestamp="${xml(takenAt)}">\n${list.map(written).join('')}  </testsuite>\n`;

function counts(list: readonly TestCase[]): string {
  const failures = list.filter(({ verdict }) => verdict?.skipped === false).length;
  const skipped = list.filter(({ verdict }) => verdict?.skipped === true).length;
  return ` tests="${list.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
}

const suiteName = (region: string, cluster: string | null) => `${region} ${cluster ?? 'cluster unknown'}`;

/** Fails where targets fail or a cause is more than a note; advice is output, not failure. */
function loadBalancerCase(one: LoadBalancerDiagnosis): TestCase {
  const causes = causesOf(one);
  const fails = one.status === 'down' || one.status === 'degraded' || causes.some(({ severity }) => severity !== 'info');
  const verdict = { type: causes[0]?.rule ?? (fails ? 'unexplained' : 'unknown'), message: one.summary, detail: detailOf(causes, one) };
  return {
    suite: suiteName(one.region, one.cluster),
    className: one.region,
    name: one.name,
    verdict: fails ? { ...verdict, skipped: false } : one.status === 'unknown' ? { ...verdict, skipped: true } : null,
    output: outputOf(one.findings),
  };
}

function clusterCase(cluster: ClusterDiagnosis): TestCase {
  const { name, region, reachable, error, findings } = cluster;
  const causes = causesOf({ findings });
  const [worst] = causes.filter(({ severity }) => severity !== 'info');
  const failed = worst && { skipped: false, type: worst.rule, message: worst.summary, detail: detailOf(causes, cluster) };
  const blind = {
    skipped: true,
    type: 'unknown',
    message: `the Kubernetes API could not be read: ${error ?? 'no reason is known'}`,
    detail: '',
  };
  return {
    suite: suiteName(region, name),
    className: region,
    name: `cluster ${name}`,
    verdict: failed ?? (reachable === false ? blind : null),
    output: outputOf(findings),
  };
}

/** The risk of a remedy stands before its steps. */
const detailOf = (causes: readonly ReportedFinding[], { access }: Pick<LoadBalancerDiagnosis, 'access'>): string =>
  causes
    .flatMap((finding) => [
      `${finding.summary}. ${finding.confidence}: ${finding.because}.`,
      ...finding.evidence.map(({ text, source, supports }) => `${supports ? '' : 'against it: '}${text} [${source}]`),
      ...remediesOf(finding)
        .slice(0, 1)
        .flatMap((remedy) => repair(withContext(remedy, access))),
    ])
    .join('\n');

const repair = ({ title, risk, effect, undo, steps }: Remedy): readonly string[] => [
  title,
  `Risk: ${risk}`,
  `Effect: ${effect}`,
  ...steps.map(({ text }) => text),
  `Undo: ${undo}`,
];

const outputOf = (findings: readonly ReportedFinding[]): string =>
  findings.map(({ rule, severity, summary }) => `${severity} ${rule}: ${summary}`).join('\n');

function written({ className, name, verdict, output }: TestCase): string {
  const open = `    <testcase classname="${xml(className)}" name="${xml(name)}"`;
  const inner = [verdictXml(verdict), output === '' ? '' : `      <system-out>${xml(output)}</system-out>\n`].join('');
  return inner === '' ? `${open}/>\n` : `${open}>\n${inner}    </testcase>\n`;
}

function verdictXml(verdict: TestCase['verdict']): string {
  if (verdict === null) return '';
  if (verdict.skipped) return `      <skipped message="${xml(verdict.message)}"/>\n`;
  return `      <failure type="${xml(verdict.type)}" message="${xml(verdict.message)}">${xml(verdict.detail)}</failure>\n`;
}
