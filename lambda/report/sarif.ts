/**
 * SARIF 2.1.0 as GitHub code scanning takes it: every rule is described in every run, every finding is a result.
 *
 * A load balancer is no file, and the file of a repository that asks for it is not known here. So the place of a result is a path of its own,
 * `nlb-doctor/<region>/<load balancer>`: stable from run to run, as fingerprints need it, and nobody's file is blamed. (Trivy places findings
 * in images in the same way.) Sources: docs.github.com, "SARIF support for code scanning"; OASIS SARIF 2.1.0.
 */

import { createHash } from 'node:crypto';
import type { Diagnosis, KubernetesAccess, ReportedFinding } from '../diagnose/diagnosis.ts';
import type { Severity } from '../diagnose/finding.ts';
import { remediesOfPage, remedyText } from '../diagnose/page.ts';
import type { Rule } from '../diagnose/rule.ts';
import { rules } from '../diagnose/rules/index.ts';
import { isBlind, type Statement, statementsOf } from './cannotTell.ts';
import { withContext } from './contexts.ts';
import { isLink, json, shortened, terminal } from './escape.ts';
import { asSentence, evidenceWords, notReadWords, remediesOf, remedyWords, worstFirst } from './order.ts';

/** What code scanning accepts; a file beyond it is refused (docs.github.com, "SARIF results exceed limit"). */
export const githubLimits = { results: 25_000, tags: 10, descriptionLength: 1_024, nameLength: 255 } as const;

const levels: Readonly<Record<Severity, string>> = { critical: 'error', warning: 'warning', info: 'note' };
const problemSeverities: Readonly<Record<Severity, string>> = { critical: 'error', warning: 'warning', info: 'recommendation' };

interface Located {
  readonly finding: ReportedFinding;
  readonly name: string;
  /** ARN, or region and cluster. */
  readonly place: string;
  /** Segments of the path that stands for it. */
  readonly path: readonly string[];
  readonly kind: 'resource' | 'namespace';
  readonly access: KubernetesAccess | null | undefined;
}

export interface SarifOptions {
  /** Of nlb-doctor, as semver. */
  readonly version?: string;
}

export function sarifReport(diagnosis: Diagnosis, { version }: SarifOptions = {}): string {
  const located = locatedFindings(diagnosis).slice(0, githubLimits.results);
  const descriptors = descriptorsOf(located);
  const indexes = new Map(descriptors.map(({ id }, at) => [id, at]));
  const run = {
    tool: { driver: { ...driverOf(version), rules: descriptors } },
    automationDetails: { id: terminal(`nlb-doctor/${diagnosis.takenAt}`) },
    originalUriBaseIds: {
      [base]: { description: { text: 'The root of the repository. Paths below nlb-doctor/ stand for resources of AWS.' } },
    },
    invocations: [
      {
        executionSuccessful: !isBlind(diagnosis),
        toolExecutionNotifications: [...statementsOf(diagnosis).map(cannotTell), ...diagnosis.coverage.notRead.map(notRead)],
      },
    ],
    results: located.map((one) => resultOf(one, indexes.get(terminal(one.finding.rule)) ?? 0)),
  };
  return json({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] });
}

const locatedFindings = (diagnosis: Diagnosis): readonly Located[] => [
  ...worstFirst(diagnosis).flatMap(({ arn, name, region, access, findings }) =>
    findings.map((finding) => ({ finding, name, access, place: arn, path: [region, name], kind: 'resource' as const })),
  ),
  ...diagnosis.clusters.flatMap(({ region, name, access, findings }) =>
    findings.map((finding) => ({
      finding,
      name,
      access,
      place: `${region}/${name}`,
      path: [region, 'clusters', name],
      kind: 'namespace' as const,
    })),
  ),
];

/** A URI that names the version, because the pages of nlb-doctor have no one public address. */
const driverOf = (version: string | undefined) =>
  version === undefined
    ? { name: 'nlb-doctor', informationUri: 'urn:nlb-doctor' }
    : { name: 'nlb-doctor', version, semanticVersion: version, informationUri: `urn:nlb-doctor:${version}` };

type Descriptor = ReturnType<typeof descriptorOf>;

/** All rules, so that runs differ in results and not in rules; and those of findings that this version has no rule for. */
function descriptorsOf(located: readonly Located[]): readonly Descriptor[] {
  const known = new Map(rules.map((rule) => [rule.id as string, descriptorOf(rule)]));
  const others = new Map(located.filter(({ finding }) => !known.has(finding.rule)).map(({ finding }) => [finding.rule, finding]));
  return [...known.values(), ...[...others.values()].map(foreignDescriptor)].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function descriptorOf(rule: Rule) {
  const { id, title, explanation, silentWhen, severity, hop, references } = rule;
  const help = [`**${asSentence(title)}**`, explanation, `## When it stays silent\n\n${silentWhen}`];
  const fixes = remediesOfPage(rule).map(remedyText);
  const text = [...help, ...(fixes.length === 0 ? [] : [`## What to do\n\n${fixes.join('\n\n')}`])].join('\n\n');
  return described({ id, title, severity, references, hop, explanation, help: text });
}

const foreignDescriptor = ({ rule, title, severity, references, hop }: ReportedFinding): Descriptor =>
  described({ id: rule, title, severity, references, hop, explanation: asSentence(title), help: asSentence(title) });

interface Description {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly hop: string;
  readonly references: readonly string[];
  readonly explanation: string;
  readonly help: string;
}

function described({ id, title, severity, hop, references, explanation, help }: Description) {
  const helpUri = references.find(isLink);
  const [area = '', name = id] = id.split('/');
  return {
    id: terminal(id),
    name: shortened(
      terminal(name).replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      githubLimits.nameLength,
    ),
    shortDescription: { text: shortened(terminal(asSentence(title)), githubLimits.descriptionLength) },
    fullDescription: { text: shortened(terminal(explanation), githubLimits.descriptionLength) },
    help: { text: terminal(help), markdown: terminal(help) },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: [area, hop].map(terminal).filter((tag) => tag !== ''),
      precision: 'high',
      'problem.severity': problemSeverities[severity],
    },
  };
}

function resultOf({ finding, name, place, path, kind, access }: Located, ruleIndex: number) {
  const { rule, severity, confidence, summary, because, evidence } = finding;
  const repair = remediesOf(finding)
    .slice(0, 1)
    .flatMap((remedy) => remedyWords(withContext(remedy, access)));
  return {
    ruleId: terminal(rule),
    ruleIndex,
    kind: 'fail',
    level: levels[severity],
    message: {
      text: terminal([asSentence(summary), asSentence(`${confidence}: ${because}`), ...evidence.map(evidenceWords), ...repair].join('\n')),
    },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(path), uriBaseId: base }, region: start },
        logicalLocations: [{ name: terminal(name), fullyQualifiedName: terminal(place), kind }],
      },
    ],
    partialFingerprints: fingerprintsOf(terminal(`${rule}:${place}`)),
    properties: { confidence, severity, kind: finding.kind },
  };
}

const base = '%SRCROOT%';

/** A resource has no lines. All four numbers are required by code scanning. */
const start = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

/** Relative, each segment a name: no text from a cluster or a cloud can leave the folder. */
const uriOf = (path: readonly string[]): string => ['nlb-doctor', ...path.map(segmentOf)].join('/');
/** Dots alone would be a way up, encoded or not. */
const segmentOf = (name: string): string => (/^\.*$/.test(terminal(name)) ? '-' : encodeURIComponent(terminal(name)));

/** Code scanning looks at `primaryLocationLineHash` only: a hash and a count, as it makes them from lines. */
const fingerprintsOf = (identity: string) => ({
  primaryLocationLineHash: `${createHash('sha256').update(identity).digest('hex').slice(0, 16)}:1`,
  'nlbDoctor/v1': identity,
});

/** SARIF 2.1.0, 3.58.6: at level error the run did not do what it was asked to. */
const cannotTell = ({ headline, remedy }: Statement) => ({
  level: 'error',
  message: { text: terminal(`${headline}. ${remedy}`) },
});

const notRead = (gap: Diagnosis['coverage']['notRead'][number]) => ({
  level: 'warning',
  message: { text: terminal(`${notReadWords(gap)} was not read: ${gap.error}`) },
});
