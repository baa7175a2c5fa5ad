/** The report for a ticket or a pull request. */

import type { Diagnosis, KubernetesAccess, LoadBalancerDiagnosis, ReportedFinding } from '../diagnose/diagnosis.ts';
import type { Remedy, Step } from '../diagnose/finding.ts';
import { fenceLanguages } from '../diagnose/page.ts';
import { count } from '../diagnose/vocabulary.ts';
import { cannotTellMarkdown, isBlind } from './cannotTell.ts';
import { introductions, stepsTo } from './contexts.ts';
import { fenced, isLink, markdown } from './escape.ts';
import { consoleLink } from './links.ts';
import {
  adviceOf,
  asSentence,
  causesOf,
  clustersWithFindings,
  confidenceWords,
  countsOf,
  countWords,
  inShort,
  isQuiet,
  isUnexplained,
  leadingFinding,
  notReadWords,
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
          ? `The Kubernetes API of cluster ${markdown(name)} (${markdown(region)}) could not be read: ${markdown(asSentence(error ?? 'no reason is known'))}`
          : '',
        contextPart(introduced.get(cluster)),
        ...findings.map((finding) => findingPart(`## Cluster ${markdown(name)}`, finding)),
      ];
    }),
    `Seen at ${markdown(diagnosis.takenAt)}: ${count(diagnosis.coverage.loadBalancers, 'network load balancer')}, ${count(diagnosis.coverage.targetGroups, 'target group')}.`,
    listed(
      'Not read:',
      diagnosis.coverage.notRead.map((gap) => markdown(`${notReadWords(gap)}: ${gap.error}`)),
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

/** In the order of the text report: what to know and what to do first, then the proof. */
function loadBalancerPart(one: LoadBalancerDiagnosis, context: string): string {
  const leading = leadingFinding(one);
  const [cause, ...others] = causesOf(one);
  return joined([
    `# ${statusWords[one.status]}: ${markdown(one.name)}`,
    `**${countWords(one)}**`,
    markdown(one.summary),
    leading === undefined ? '' : statementPart(cause === undefined ? `## Finding (${leading.severity})` : '## Cause', leading),
    otherCausesPart(others),
    unexplainedPart(one),
    isUnexplained(one) ? unknownPart(one) : '',
    context,
    leading === undefined ? '' : titled('## What to do', remediesOf(leading).slice(0, 1)),
    consolePart(one),
    `## The path\n\n${fenced(picture(one, 80, (text) => text).join('\n'), 'text')}`,
    leading === undefined ? '' : evidencePart('## Evidence', leading),
    ...others.map((finding) => findingPart('## Another cause', finding, remediesOf(finding).slice(0, 1))),
    ...adviceOf(one)
      .filter((advice) => advice !== leading)
      .map((finding) => findingPart(`## Also (${finding.severity}; not why targets fail)`, finding)),
    isUnexplained(one) ? '' : unknownPart(one),
    listed(
      '## Ruled out',
      one.ruledOut.map(({ rule, because }) => `${markdown(rule)}: ${markdown(because)}`),
    ),
    listed(
      '## Looks odd, is normal',
      one.normal.map(({ what, because }) => `**${markdown(what)}**: ${markdown(because)}`),
    ),
    titled(
      '## Alternatives',
      [...(leading === undefined ? [] : [leading]), ...others].flatMap((finding) => remediesOf(finding).slice(1)),
    ),
    `## Load balancer\n\n${identity(one)}`,
    targetsPart(one),
  ]);
}

const otherCausesPart = (others: readonly ReportedFinding[]): string =>
  listed(
    others.length === 1 ? 'There is another cause, below:' : 'There are other causes, below:',
    others.map(
      ({ title, explains, rule }) =>
        `${markdown(title)} (${explains.targets} of ${count(explains.of, 'failing target')}; ${markdown(rule)})`,
    ),
  );

function consolePart({ arn }: LoadBalancerDiagnosis): string {
  const link = consoleLink(arn);
  return link === undefined ? '' : `${link.text}: <${link.address}>`;
}

function unexplainedPart(one: LoadBalancerDiagnosis): string {
  if (one.shape === null || (causesOf(one).length > 0 && one.unexplained === 0)) return '';
  return joined([
    `## No rule explains ${count(one.unexplained, 'failing target')}`,
    markdown(one.shape),
    listed(
      'What failing targets have and healthy ones do not:',
      one.differences.map(({ what, failing, healthy }) => `${markdown(what)}: failing ${markdown(failing)}, healthy ${markdown(healthy)}`),
    ),
  ]);
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

const findingPart = (title: string, finding: ReportedFinding, remedies = remediesOf(finding)): string =>
  joined([statementPart(title, finding), evidencePart('', finding), ...remedies.map(remedyPart)]);

const statementPart = (title: string, finding: ReportedFinding): string =>
  joined([title, `**${markdown(asSentence(finding.summary))}**`, `${markdown(confidenceWords(finding))} Rule ${markdown(finding.rule)}.`]);

function evidencePart(title: string, { evidence, consequences, references }: ReportedFinding): string {
  const quoted = evidence.map(({ text, source, supports }) => `- ${supports ? '' : 'against it: '}${markdown(text)} (${markdown(source)})`);
  const parts = [
    quoted.join('\n'),
    listed(
      'What follows from it:',
      consequences.map(({ rule, summary }) => `${markdown(summary)} (${markdown(rule)})`),
    ),
    listed(
      'Read more:',
      references.map((address) => (isLink(address) ? `<${address}>` : markdown(address))),
    ),
  ];
  return parts.every((part) => part === '') ? '' : joined([title, ...parts]);
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

const stepPart = ({ kind, text }: Step): string => (kind === 'text' ? markdown(text) : fenced(text, fenceLanguages[kind]));

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
