/** The report for a ticket or a pull request. */

import type { Diagnosis, KubernetesAccess, LoadBalancerDiagnosis, ReportedFinding } from '../diagnose/diagnosis.ts';
import type { Remedy, Step } from '../diagnose/finding.ts';
import { count } from '../diagnose/vocabulary.ts';
import { cannotTellMarkdown, isBlind } from './cannotTell.ts';
import { introductions, stepsTo } from './contexts.ts';
import { fenced, isLink, markdown } from './escape.ts';
import {
  adviceOf,
  causesOf,
  clustersWithFindings,
  countsOf,
  inShort,
  isQuiet,
  remediesOf,
  schemeWords,
  statusWords,
  worstFirst,
} from './order.ts';
import { picture } from './picture.ts';

export function markdownReport(diagnosis: Diagnosis): string {
  const ordered = worstFirst(diagnosis);
  const loud = ordered.filter((one) => !isQuiet(one));
  const clusters = clustersWithFindings(diagnosis);
  const introduced = introductions([...loud, ...clusters]);
  const quiet = ordered.filter(isQuiet).map((one) => `- **${statusWords[one.status]}** ${markdown(one.summary)}`);
  const parts = [
    cannotTellMarkdown(diagnosis),
    overview(diagnosis, ordered),
    ...loud.map((one) => loadBalancerPart(one, contextPart(introduced.get(one)))),
    quiet.join('\n'),
    ...clusters.flatMap((cluster) => {
      const { name, region, reachable, error, findings } = cluster;
      return [
        reachable === false
          ? `The Kubernetes API of cluster ${markdown(name)} (${markdown(region)}) could not be read: ${markdown(error ?? '')}.`
          : '',
        contextPart(introduced.get(cluster)),
        ...findings.map((finding) => findingPart(`## Cluster ${markdown(name)}`, finding)),
      ];
    }),
    `Seen at ${markdown(diagnosis.takenAt)}: ${count(diagnosis.coverage.loadBalancers, 'network load balancer')}, ${count(diagnosis.coverage.targetGroups, 'target group')}.`,
    listed(
      'Not read:',
      diagnosis.coverage.notRead.map(({ what, region, cluster, error }) =>
        markdown(`${[what, region, cluster].filter((part) => part !== null).join(', ')}: ${error}`),
      ),
    ),
  ];
  return `${joined(parts)}\n`;
}

/** Only where there are several: the cause of each, before any detail. */
function overview(diagnosis: Diagnosis, ordered: readonly LoadBalancerDiagnosis[]): string {
  if (ordered.length === 0) return isBlind(diagnosis) ? '' : 'No network load balancer was found.';
  const loud = ordered.filter((one) => !isQuiet(one));
  const rows = loud.map((one) => `| ${statusWords[one.status]} | ${markdown(one.name)} | ${markdown(inShort(one))} |`);
  return ordered.length === 1 || rows.length === 0 ? '' : `| status | load balancer | cause |\n| --- | --- | --- |\n${rows.join('\n')}`;
}

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');

function loadBalancerPart(one: LoadBalancerDiagnosis, context: string): string {
  const causes = causesOf(one);
  return joined([
    `# ${statusWords[one.status]}: ${markdown(one.name)}`,
    markdown(one.summary),
    identity(one),
    ...causes.map((finding, at) => findingPart(at === 0 ? '## Cause' : '## Another cause', finding, [])),
    unexplainedPart(one),
    `## The path\n\n${fenced(picture(one, 80, (text) => text).join('\n'), 'text')}`,
    context,
    titled(
      '## What to do',
      causes.flatMap((finding) => remediesOf(finding).slice(0, 1)),
    ),
    listed(
      '## Differs between failing and healthy targets',
      one.differences.map(({ what, failing, healthy }) => `${markdown(what)}: failing ${markdown(failing)}, healthy ${markdown(healthy)}`),
    ),
    ...adviceOf(one).map((finding) => findingPart(`## Also (${finding.severity}; not why targets fail)`, finding)),
    listed(
      '## Looks odd, is normal',
      one.normal.map(({ what, because }) => `**${markdown(what)}**: ${markdown(because)}`),
    ),
    listed(
      '## Ruled out',
      one.ruledOut.map(({ rule, because }) => `${markdown(rule)}: ${markdown(because)}`),
    ),
    unknownPart(one),
    titled(
      '## Alternatives',
      causes.flatMap((finding) => remediesOf(finding).slice(1)),
    ),
    targetsPart(one),
  ]);
}

function unexplainedPart(one: LoadBalancerDiagnosis): string {
  if (one.shape === null || (causesOf(one).length > 0 && one.unexplained === 0)) return '';
  return `## No rule explains ${count(one.unexplained, 'failing target')}\n\n${markdown(one.shape)}`;
}

function identity(one: LoadBalancerDiagnosis): string {
  const { arn, dnsName, region, cluster, service, gateway, joinedBy } = one;
  const rows: readonly (readonly [string, string | null])[] = [
    ['ARN', arn],
    ['DNS name', dnsName],
    ['Region', region],
    ['Cluster', cluster],
    ['Service', service && `${service.namespace}/${service.name}`],
    ['Gateway', gateway && `${gateway.namespace}/${gateway.name}`],
    ['Scheme', schemeWords(one)],
    ['Joined by', joinedBy],
  ];
  const told = rows.filter((row): row is readonly [string, string] => row[1] !== null);
  return `| | |\n| --- | --- |\n${told.map(([key, value]) => `| ${key} | ${markdown(value)} |`).join('\n')}`;
}

function findingPart(title: string, finding: ReportedFinding, remedies = remediesOf(finding)): string {
  const { explains } = finding;
  const share = explains.of > 0 && finding.kind === 'cause' ? ` It explains ${explains.targets} of ${explains.of} failing targets.` : '';
  return joined([
    title,
    `**${markdown(finding.summary)}.**`,
    `${finding.confidence}: ${markdown(finding.because)}.${share} Rule ${markdown(finding.rule)}.`,
    finding.evidence
      .map(({ text, source, supports }) => `- ${supports ? '' : 'against it: '}${markdown(text)} (${markdown(source)})`)
      .join('\n'),
    listed(
      'What follows from it:',
      finding.consequences.map(({ rule, summary }) => `${markdown(summary)} (${markdown(rule)})`),
    ),
    ...remedies.map(remedyPart),
    finding.references.map((address) => `- ${isLink(address) ? `<${address}>` : markdown(address)}`).join('\n'),
  ]);
}

/** Once a report: where the context of the commands comes from. */
const contextPart = (access: KubernetesAccess | undefined): string =>
  access === undefined ? '' : joined(['First, once, for the context of the commands below:', ...stepsTo(access).map(stepPart)]);

const titled = (title: string, remedies: readonly Remedy[]): string =>
  remedies.length === 0 ? '' : joined([title, ...remedies.map(remedyPart)]);

/** The risk stands before the steps. */
function remedyPart({ title, recommended, effect, risk, undo, steps, verify }: Remedy): string {
  return joined([
    `### ${markdown(title)}${recommended ? ' (recommended)' : ''}`,
    `**Risk:** ${markdown(risk)}`,
    `Effect: ${markdown(effect)}`,
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
            `${markdown(list[0]?.missing ?? '')} (${list.map(({ rule }) => markdown(rule)).join(', ')})\n\n${fenced(grant, 'text')}`,
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
