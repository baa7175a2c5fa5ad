/** SARIF 2.1.0, for code-scanning dashboards: findings are results at a logical location, the load balancer or the cluster. */

import type { Diagnosis, KubernetesAccess, ReportedFinding } from '../diagnose/diagnosis.ts';
import type { Remedy, Severity } from '../diagnose/finding.ts';
import { isBlind, type Statement, statementsOf } from './cannotTell.ts';
import { withContext } from './contexts.ts';
import { isLink, json, terminal } from './escape.ts';
import { remediesOf, worstFirst } from './order.ts';

const levels: Readonly<Record<Severity, string>> = { critical: 'error', warning: 'warning', info: 'note' };

interface Located {
  readonly finding: ReportedFinding;
  readonly name: string;
  /** ARN, or region and cluster. */
  readonly place: string;
  readonly kind: 'resource' | 'namespace';
  readonly access: KubernetesAccess | null | undefined;
}

export function sarifReport(diagnosis: Diagnosis): string {
  const located: readonly Located[] = [
    ...worstFirst(diagnosis).flatMap(({ arn, name, access, findings }) =>
      findings.map((finding) => ({ finding, name, access, place: arn, kind: 'resource' as const })),
    ),
    ...diagnosis.clusters.flatMap(({ region, name, access, findings }) =>
      findings.map((finding) => ({ finding, name, access, place: `${region}/${name}`, kind: 'namespace' as const })),
    ),
  ];
  const rules = [...new Map(located.map(({ finding }) => [finding.rule, finding])).values()].toSorted((a, b) => (a.rule < b.rule ? -1 : 1));
  const indexes = new Map(rules.map(({ rule }, at) => [rule, at]));
  const run = {
    tool: { driver: { name: 'nlb-doctor', rules: rules.map(ruleOf) } },
    automationDetails: { id: terminal(`nlb-doctor/${diagnosis.takenAt}`) },
    invocations: [
      {
        executionSuccessful: !isBlind(diagnosis),
        toolExecutionNotifications: [...statementsOf(diagnosis).map(cannotTell), ...diagnosis.coverage.notRead.map(notRead)],
      },
    ],
    results: located.map((one) => resultOf(one, indexes.get(one.finding.rule) ?? 0)),
  };
  return json({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] });
}

function ruleOf(finding: ReportedFinding) {
  const helpUri = finding.references.find(isLink);
  return {
    id: terminal(finding.rule),
    shortDescription: { text: terminal(`${finding.title}.`) },
    help: { text: [terminal(`${finding.title}.`), ...remediesOf(finding).map((remedy) => advised(remedy).join('\n'))].join('\n\n') },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level: levels[finding.severity] },
  };
}

function resultOf({ finding, name, place, kind, access }: Located, ruleIndex: number) {
  const { rule, severity, confidence, summary, because, evidence } = finding;
  const quoted = evidence.map(({ text, source, supports }) => `${supports ? '' : 'against it: '}${text} [${source}]`);
  const repair = remediesOf(finding)
    .slice(0, 1)
    .flatMap((remedy) => instructed(withContext(remedy, access)));
  return {
    ruleId: terminal(rule),
    ruleIndex,
    kind: 'fail',
    level: levels[severity],
    message: { text: terminal([`${summary}.`, `${confidence}: ${because}.`, ...quoted, ...repair].join('\n')) },
    locations: [{ logicalLocations: [{ name: terminal(name), fullyQualifiedName: terminal(place), kind }] }],
    partialFingerprints: { 'nlbDoctor/v1': terminal(`${rule}:${place}`) },
    properties: { confidence, severity, kind: finding.kind },
  };
}

const advised = ({ title, risk, effect }: Remedy): readonly string[] => [title, `Risk: ${risk}`, `Effect: ${effect}`].map(terminal);

/** The risk stands before the steps. */
const instructed = (remedy: Remedy): readonly string[] => [
  ...advised(remedy),
  ...remedy.steps.map(({ text }) => text),
  `Undo: ${remedy.undo}`,
];

/** SARIF 2.1.0, 3.58.6: at level error the run did not do what it was asked to. */
const cannotTell = ({ headline, remedy }: Statement) => ({
  level: 'error',
  message: { text: terminal(`${headline}. ${remedy}`) },
});

const notRead = ({ what, region, cluster, error }: Diagnosis['coverage']['notRead'][number]) => ({
  level: 'warning',
  message: { text: terminal(`${[what, region, cluster].filter((part) => part !== null).join(', ')} was not read: ${error}`) },
});
