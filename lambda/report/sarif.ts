/** SARIF 2.1.0, for code-scanning dashboards: findings are results at a logical location, the load balancer. */

import type { Diagnosis, ReportedFinding } from '../diagnose/diagnosis.ts';
import type { Severity } from '../diagnose/finding.ts';
import { terminal } from './escape.ts';

const levels: Readonly<Record<Severity, string>> = { critical: 'error', warning: 'warning', info: 'note' };

interface Located {
  readonly finding: ReportedFinding;
  readonly place: string;
  readonly kind: string;
}

export function sarifReport(diagnosis: Diagnosis): string {
  const located: readonly Located[] = [
    ...diagnosis.loadBalancers.flatMap(({ arn, findings }) => findings.map((finding) => ({ finding, place: arn, kind: 'resource' }))),
    ...diagnosis.clusters.flatMap(({ region, name, findings }) =>
      findings.map((finding) => ({ finding, place: `${region}/${name}`, kind: 'namespace' })),
    ),
  ];
  const rules = [...new Map(located.map(({ finding }) => [finding.rule, finding])).values()].toSorted((a, b) => (a.rule < b.rule ? -1 : 1));
  const run = {
    tool: { driver: { name: 'nlb-doctor', informationUri: 'https://github.com/nlb-doctor/nlb-doctor', rules: rules.map(ruleOf) } },
    automationDetails: { id: `nlb-doctor/${diagnosis.takenAt}` },
    results: located.map((one) =>
      resultOf(
        one,
        rules.findIndex(({ rule }) => rule === one.finding.rule),
      ),
    ),
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

function ruleOf({ rule, title, references, severity, remedies }: ReportedFinding) {
  const [help] = references;
  return {
    id: rule,
    shortDescription: { text: terminal(title) },
    help: { text: terminal(remedies[0]?.title ?? title) },
    ...(help === undefined ? {} : { helpUri: help }),
    defaultConfiguration: { level: levels[severity] },
  };
}

function resultOf({ finding, place, kind }: Located, ruleIndex: number) {
  return {
    ruleId: finding.rule,
    ruleIndex,
    kind: finding.kind === 'cause' ? 'fail' : 'review',
    level: finding.kind === 'cause' ? levels[finding.severity] : 'none',
    message: { text: terminal([finding.summary, ...finding.evidence.map(({ text, source }) => `${text} [${source}]`)].join('\n')) },
    locations: [{ logicalLocations: [{ fullyQualifiedName: terminal(place), kind }] }],
    partialFingerprints: { 'nlbDoctor/v1': terminal(`${finding.rule}:${place}`) },
    properties: { confidence: finding.confidence, severity: finding.severity },
  };
}
