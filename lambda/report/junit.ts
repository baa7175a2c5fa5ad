/** JUnit XML: a test case for each load balancer and each cluster, so that a pipeline can show what fails. */

import type { ClusterDiagnosis, Diagnosis, LoadBalancerDiagnosis, ReportedFinding } from '../diagnose/diagnosis.ts';
import { nameOf, type Statement, statementsOf } from './cannotTell.ts';
import { withContext } from './contexts.ts';
import { xml } from './escape.ts';
import { asSentence, causesOf, clustersWithFindings, evidenceWords, remediesOf, remedyWords, worstFirst } from './order.ts';

interface TestCase {
  readonly suite: string;
  readonly className: string;
  readonly name: string;
  /** Null: it passes. `error`: it was requested or needed and could not be read. `skipped`: its own health could not be told. */
  readonly verdict: {
    readonly kind: 'failure' | 'error' | 'skipped';
    readonly type: string;
    readonly message: string;
    readonly detail: string;
  } | null;
  readonly output: string;
}

export function junitReport(diagnosis: Diagnosis): string {
  const cases = [
    ...statementsOf(diagnosis).flatMap(blindCases),
    ...worstFirst(diagnosis).map(loadBalancerCase),
    ...clustersWithFindings(diagnosis).map(clusterCase),
  ];
  const suites = [...Map.groupBy(cases, ({ suite }) => suite)].map(([name, list]) => suiteOf(name, list, diagnosis.takenAt));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="nlb-doctor"${counts(cases)}>\n${suites.join('')}</testsuites>\n`;
}

const suiteOf = (name: string, list: readonly TestCase[], takenAt: string): string =>
  `  <testsuite name="${xml(name)}"${counts(list)} timestamp="${xml(takenAt)}">\n${list.map(written).join('')}  </testsuite>\n`;

function counts(list: readonly TestCase[]): string {
  const number = (kind: 'failure' | 'error' | 'skipped') => list.filter(({ verdict }) => verdict?.kind === kind).length;
  return ` tests="${list.length}" failures="${number('failure')}" errors="${number('error')}" skipped="${number('skipped')}"`;
}

const blindCases = ({ headline, remedy, spots }: Statement): readonly TestCase[] =>
  spots.map((spot) => ({
    suite: 'what could not be read',
    className: spot.region ?? 'every region',
    name: `read ${nameOf(spot)}`,
    verdict: { kind: 'error', type: 'cannot-tell', message: headline, detail: remedy },
    output: '',
  }));

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
    verdict: fails ? { ...verdict, kind: 'failure' } : one.status === 'unknown' ? { ...verdict, kind: 'skipped' } : null,
    output: outputOf(one.findings),
  };
}

function clusterCase(cluster: ClusterDiagnosis): TestCase {
  const { name, region, reachable, error, findings } = cluster;
  const causes = causesOf({ findings });
  const [worst] = causes.filter(({ severity }) => severity !== 'info');
  const failed = worst && { kind: 'failure' as const, type: worst.rule, message: worst.summary, detail: detailOf(causes, cluster) };
  const blind = {
    kind: 'skipped' as const,
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

const detailOf = (causes: readonly ReportedFinding[], { access }: Pick<LoadBalancerDiagnosis, 'access'>): string =>
  causes
    .flatMap((finding) => [
      `${asSentence(finding.summary)} ${asSentence(`${finding.confidence}: ${finding.because}`)}`,
      ...finding.evidence.map(evidenceWords),
      ...remediesOf(finding)
        .slice(0, 1)
        .flatMap((remedy) => remedyWords(withContext(remedy, access))),
    ])
    .join('\n');

const outputOf = (findings: readonly ReportedFinding[]): string =>
  findings.map(({ rule, severity, summary }) => `${severity} ${rule}: ${summary}`).join('\n');

function written({ className, name, verdict, output }: TestCase): string {
  const open = `    <testcase classname="${xml(className)}" name="${xml(name)}"`;
  const inner = [verdictXml(verdict), output === '' ? '' : `      <system-out>${xml(output)}</system-out>\n`].join('');
  return inner === '' ? `${open}/>\n` : `${open}>\n${inner}    </testcase>\n`;
}

function verdictXml(verdict: TestCase['verdict']): string {
  if (verdict === null) return '';
  const { kind, type, message, detail } = verdict;
  if (kind === 'skipped') return `      <skipped message="${xml(message)}"/>\n`;
  return `      <${kind} type="${xml(type)}" message="${xml(message)}">${xml(detail)}</${kind}>\n`;
}
