/** The report for a ticket or a pull request. */

import type { Diagnosis, LoadBalancerDiagnosis, ReportedFinding } from '../diagnose/diagnosis.ts';
import type { Remedy, Step } from '../diagnose/finding.ts';
import { fenced, markdown } from './escape.ts';
import { adviceOf, causesOf, clustersWithFindings, countsOf, isQuiet, statusWords, worstFirst } from './order.ts';
import { picture } from './picture.ts';

export function markdownReport(diagnosis: Diagnosis): string {
  const ordered = worstFirst(diagnosis);
  const quiet = ordered.filter(isQuiet).map((one) => `- **${statusWords[one.status]}** ${markdown(one.summary)}`);
  const parts = [
    ...ordered.filter((one) => !isQuiet(one)).map(loadBalancerPart),
    quiet.join('\n'),
    ...clustersWithFindings(diagnosis).flatMap(({ name, region, reachable, error, findings }) => [
      reachable === false
        ? `The Kubernetes API of cluster ${markdown(name)} (${markdown(region)}) could not be read: ${markdown(error ?? '')}.`
        : '',
      ...findings.map((finding) => findingPart(`## Cluster ${markdown(name)}`, finding)),
    ]),
    `Seen at ${markdown(diagnosis.takenAt)}: ${diagnosis.coverage.loadBalancers} network load balancers, ${diagnosis.coverage.targetGroups} target groups.`,
    diagnosis.coverage.notRead.map(({ what, error }) => `- not read: ${markdown(what)}: ${markdown(error)}`).join('\n'),
  ];
  return `${joined(parts)}\n`;
}

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');

function loadBalancerPart(one: LoadBalancerDiagnosis): string {
  return joined([
    `# ${statusWords[one.status]}: ${markdown(one.name)}`,
    markdown(one.summary),
    identity(one),
    ...causesOf(one).map((finding, at) => findingPart(at === 0 ? '## Cause' : '## Another cause', finding)),
    one.shape !== null && causesOf(one).length === 0 ? `## No rule explains it\n\n${markdown(one.shape)}` : '',
    `## The path\n\n${fenced(picture(one, 80, (text) => text).join('\n'), 'text')}`,
    listed(
      '## Differs between failing and healthy targets',
      one.differences.map(({ what, failing, healthy }) => `${markdown(what)}: failing ${markdown(failing)}, healthy ${markdown(healthy)}`),
    ),
    listed(
      '## Looks odd, is normal',
      one.normal.map(({ what, because }) => `**${markdown(what)}**: ${markdown(because)}`),
    ),
    listed(
      '## Ruled out',
      one.ruledOut.map(({ rule, because }) => `${markdown(rule)}: ${markdown(because)}`),
    ),
    unknownPart(one),
    ...adviceOf(one).map((finding) => findingPart(`## Also (${finding.severity}; not why targets fail)`, finding)),
    targetsPart(one),
  ]);
}

function identity({ region, cluster, service, gateway, scheme, joinedBy }: LoadBalancerDiagnosis): string {
  const rows: readonly (readonly [string, string | null])[] = [
    ['Region', region],
    ['Cluster', cluster],
    ['Service', service && `${service.namespace}/${service.name}`],
    ['Gateway', gateway && `${gateway.namespace}/${gateway.name}`],
    [
      'Scheme',
      scheme.requested !== null && scheme.requested !== scheme.actual ? `${scheme.actual} (asked for: ${scheme.requested})` : scheme.actual,
    ],
    ['Joined by', joinedBy],
  ];
  const told = rows.filter((row): row is readonly [string, string] => row[1] !== null);
  return `| | |\n| --- | --- |\n${told.map(([key, value]) => `| ${key} | ${markdown(value)} |`).join('\n')}`;
}

function findingPart(title: string, finding: ReportedFinding): string {
  const { explains } = finding;
  return joined([
    title,
    `**${markdown(finding.summary)}.**`,
    `${finding.confidence}: ${markdown(finding.because)}.${explains.of > 0 && finding.kind === 'cause' ? ` It explains ${explains.targets} of ${explains.of} failing targets.` : ''} Rule \`${finding.rule}\`.`,
    finding.evidence
      .map(({ text, source, supports }) => `- ${supports ? '' : 'against it: '}${markdown(text)} (${markdown(source)})`)
      .join('\n'),
    listed(
      'What follows from it:',
      finding.consequences.map(({ rule, summary }) => `${markdown(summary)} (${markdown(rule)})`),
    ),
    ...finding.remedies.map(remedyPart),
    finding.references.map((address) => `- <${address}>`).join('\n'),
  ]);
}

/** The risk stands before the steps. */
function remedyPart({ title, recommended, effect, risk, undo, steps, verify }: Remedy): string {
  return joined([
    `### ${markdown(title)}${recommended ? ' (recommended)' : ''}`,
    `Effect: ${markdown(effect)}`,
    `**Risk:** ${markdown(risk)}`,
    ...steps.map(stepPart),
    `Undo: ${markdown(undo)}`,
    ...(verify.length === 0 ? [] : ['Verify:', ...verify.map(stepPart)]),
  ]);
}

const languages: Readonly<Record<Step['kind'], string>> = { command: 'sh', helm: 'yaml', manifest: 'yaml', terraform: 'hcl', text: '' };
const stepPart = ({ kind, text }: Step): string => (kind === 'text' ? markdown(text) : fenced(text, languages[kind]));

const listed = (title: string, items: readonly string[]): string =>
  items.length === 0 ? '' : `${title}\n\n${items.map((item) => `- ${item}`).join('\n')}`;

const unknownPart = ({ unknown }: LoadBalancerDiagnosis): string =>
  unknown.length === 0
    ? ''
    : joined([
        '## Could not be checked, and what would allow it',
        ...[...Map.groupBy(unknown, ({ grant }) => grant)].map(
          ([grant, list]) =>
            `${markdown(list[0]?.missing ?? '')} (${list.map(({ rule }) => `\`${rule}\``).join(', ')})\n\n${fenced(grant, 'text')}`,
        ),
      ]);

function targetsPart({ targetGroups }: LoadBalancerDiagnosis): string {
  const rows = targetGroups.map(
    (group) =>
      `| ${markdown(group.name)} | ${markdown(`${group.protocol ?? '?'} ${group.port ?? '?'}`)} | ${countsOf(group)} | ${group.expected ?? 'unknown'} |`,
  );
  return rows.length === 0
    ? ''
    : `## Targets\n\n| target group | port | targets | should be healthy |\n| --- | --- | --- | --- |\n${rows.join('\n')}`;
}
