/** The report for a person at a terminal at three in the morning: the cause first, then what proves it, then the fix to paste. */

import type { Diagnosis, LoadBalancerDiagnosis } from '../diagnose/diagnosis.ts';
import { count } from '../diagnose/vocabulary.ts';
import { singleLine } from './escape.ts';
import { adviceOf, causesOf, clustersWithFindings, inShort, isQuiet, schemeWords, statusWords, worstFirst } from './order.ts';
import { type Lines, type Page, pageOf, type Style, type TextOptions } from './page.ts';
import { type PictureRow, picture } from './picture.ts';
import { clusterSection, coverageSection, quietSection } from './textEnd.ts';
import { adviceSection, causeSection, evidenceSection, unexplainedSection } from './textFinding.ts';
import { alternativesSection, fixSection, verbatim } from './textRemedy.ts';
import { targetsSection } from './textTargets.ts';

export type { TextOptions } from './page.ts';

export function textReport(diagnosis: Diagnosis, options: TextOptions): string {
  const page = pageOf(options);
  const ordered = worstFirst(diagnosis);
  const sections = [
    overview(ordered, page),
    ...ordered.filter((one) => !isQuiet(one)).map((one) => loadBalancerSection(one, diagnosis, page)),
    quietSection(ordered.filter(isQuiet), page),
    ...clustersWithFindings(diagnosis).map((one) => clusterSection(one, page)),
    coverageSection(diagnosis, page),
  ];
  const told = sections.map((lines) => lines.join('\n').trimEnd()).filter((text) => text !== '');
  return `${told.join('\n\n')}\n`;
}

/** Only where there are several: the cause of each, so that nobody has to scroll for it. */
function overview(ordered: readonly LoadBalancerDiagnosis[], { paint, prose }: Page): Lines {
  if (ordered.length === 0) return ['No network load balancer was found.'];
  if (ordered.length === 1) return [];
  const loud = ordered.filter((one) => !isQuiet(one));
  const head = `${count(ordered.length, 'network load balancer')}: ${loud.length === 0 ? 'nothing to report' : `${loud.length} to look at`}`;
  return [
    paint('bold', head),
    ...loud.flatMap((one) => prose(`${one.name}: ${inShort(one)}`, 2, `${statusWords[one.status].padEnd(8)}  `)),
  ];
}

function loadBalancerSection(one: LoadBalancerDiagnosis, diagnosis: Diagnosis, page: Page): Lines {
  const [cause, ...others] = causesOf(one);
  const causes = causesOf(one);
  return [
    ...headline(one, diagnosis, page),
    '',
    ...(cause === undefined ? withoutCause(one, page) : causeSection('CAUSE', cause, page)),
    ...pathSection(one, page),
    ...(cause === undefined ? [] : evidenceSection(cause, page)),
    ...others.flatMap((other) => [...causeSection('ANOTHER CAUSE', other, page), ...evidenceSection(other, page)]),
    ...(cause === undefined || one.unexplained === 0 ? [] : partly(one, page)),
    ...causes.flatMap((finding) => fixSection(finding, page)),
    ...adviceOf(one).flatMap((advice) => adviceSection(advice, page)),
    ...normalSection(one, page),
    ...ruledOutSection(one, page),
    ...unknownSection(one, page),
    ...causes.flatMap((finding) => alternativesSection(finding, page)),
    ...identitySection(one, page),
    ...targetsSection(one, page),
  ];
}

const statusStyle = { down: 'red', degraded: 'yellow', unknown: 'yellow', healthy: 'green' } as const;

function headline(one: LoadBalancerDiagnosis, { clusters }: Diagnosis, { paint, prose }: Page): Lines {
  const version = clusters.find(({ name, region }) => name === one.cluster && region === one.region)?.ciliumVersion;
  const who = [
    one.region,
    one.cluster === null ? 'cluster unknown' : `cluster ${one.cluster}`,
    version && `Cilium ${version}`,
    one.service && `Service ${one.service.namespace}/${one.service.name}`,
    one.gateway && `Gateway ${one.gateway.namespace}/${one.gateway.name}`,
  ].filter((part) => part);
  const open = one.failsOpen ? '; fails open: with no healthy target in a group, it sends to all' : '';
  const word = statusWords[one.status];
  return [
    ...prose(one.name, 0, `${word}  `).map((line) => paint('bold', line.replace(word, paint(statusStyle[one.status], word)))),
    ...prose(who.join(', ')),
    ...prose(`scheme ${schemeWords(one)}${open}`),
  ];
}

const hopStyle: Readonly<Partial<Record<PictureRow['state'], Style>>> = { ok: 'green', failing: 'yellow', broken: 'red' };

const pathSection = (one: LoadBalancerDiagnosis, { columns, paint, titled }: Page): Lines =>
  titled(
    'THE PATH',
    picture(one, columns, (text, state) => (hopStyle[state] === undefined ? text : paint(hopStyle[state], text))),
  );

function withoutCause(one: LoadBalancerDiagnosis, page: Page): Lines {
  if (one.shape !== null) return unexplainedSection(one, 'NO RULE EXPLAINS IT', one.summary, page);
  return page.titled(one.status === 'healthy' ? 'HEALTHY' : 'NOT KNOWN', page.prose(one.summary));
}

const partly = (one: LoadBalancerDiagnosis, page: Page): Lines =>
  unexplainedSection(one, 'NOT EXPLAINED', `${count(one.unexplained, 'failing target')} no rule explains.`, page);

const normalSection = ({ normal, status }: LoadBalancerDiagnosis, { verbose, prose, titled }: Page): Lines =>
  status === 'healthy' && !verbose
    ? []
    : titled(
        'LOOKS ODD, IS NORMAL',
        normal.flatMap(({ what, because }) => prose(`${what}: ${because}.`, 2, '- ')),
      );

const fewRuledOut = 12;

function ruledOutSection({ ruledOut }: LoadBalancerDiagnosis, { verbose, prose, titled }: Page): Lines {
  const shown = verbose ? ruledOut : ruledOut.slice(0, fewRuledOut);
  const rest = ruledOut.length - shown.length;
  const lines = shown.flatMap(({ rule, because }) => prose(`${rule}: ${because}`, 2, '- '));
  return titled('RULED OUT', [...lines, ...(rest > 0 ? prose(`and ${rest} more (--verbose)`) : [])]);
}

/** Rules that miss the same thing are told together: the grant is what matters. */
function unknownSection({ unknown }: LoadBalancerDiagnosis, { prose, titled }: Page): Lines {
  const byGrant = Map.groupBy(unknown, ({ grant }) => grant);
  const lines = [...byGrant].flatMap(([grant, list]) => [
    ...prose(`${list[0]?.missing ?? ''}; so nothing is known about ${list.map(({ rule }) => rule).join(', ')}`, 2, '- '),
    ...verbatim(grant, 6),
  ]);
  return titled('COULD NOT BE CHECKED, AND WHAT WOULD ALLOW IT', lines);
}

function identitySection({ arn, dnsName, scheme, joinedBy }: LoadBalancerDiagnosis, { prose, titled }: Page): Lines {
  return titled('LOAD BALANCER', [
    ...verbatim(singleLine(arn), 4),
    ...(dnsName === null ? [] : verbatim(singleLine(dnsName), 4)),
    ...(scheme.requestedBy === null ? [] : prose(`The scheme is asked for in: ${scheme.requestedBy}`)),
    ...prose(joinedBy === null ? 'It could not be told which Service stands behind it.' : `Service found by ${joinedBy}`),
  ]);
}
