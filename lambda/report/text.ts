/** The report for a person at a terminal at three in the morning. The first screen is what to know and what to do; the proof follows; --verbose shows all. */

import type { Diagnosis, LoadBalancerDiagnosis, ReportedFinding } from '../diagnose/diagnosis.ts';
import { count } from '../diagnose/vocabulary.ts';
import { cannotTellText, isBlind } from './cannotTell.ts';
import { introductions } from './contexts.ts';
import {
  adviceOf,
  causesOf,
  clustersWithFindings,
  inShort,
  isQuiet,
  isUnexplained,
  leadingFinding,
  statusWords,
  worstFirst,
} from './order.ts';
import { type Lines, type Page, pageOf, type TextOptions } from './page.ts';
import { normalSection, ruledOutSection, unknownSection } from './textChecks.ts';
import { clusterSection, coverageSection, quietSection } from './textEnd.ts';
import { adviceSection, causeSection, differencesSection, evidenceSection, otherCausesSection } from './textFinding.ts';
import { headline, identitySection, pathSection } from './textHead.ts';
import { alternativesSection, contextSection, fixSection } from './textRemedy.ts';
import { targetsSection } from './textTargets.ts';

export type { TextOptions } from './page.ts';

export function textReport(diagnosis: Diagnosis, options: TextOptions): string {
  const ordered = worstFirst(diagnosis);
  const loud = ordered.filter((one) => !isQuiet(one));
  const clusters = clustersWithFindings(diagnosis);
  // In short a cluster's findings are shown without their commands.
  const page = pageOf(options, introductions([...loud, ...(options.verbose ? clusters : [])]));
  const sections = [
    cannotTellText(diagnosis, page),
    overview(diagnosis, ordered, page),
    ...loud.map((one) => [...firstScreen(one, diagnosis, page), ...details(one, page)]),
    quietSection(ordered.filter(isQuiet), page),
    ...clusters.map((one) => clusterSection(one, page)),
    coverageSection(diagnosis, page),
  ];
  const texts = sections.map((lines) => lines.join('\n').trimEnd()).filter((text) => text !== '');
  return `${texts.join('\n\n')}\n`;
}

/** Only where there are several: the cause of each, so that nobody has to scroll for it. */
function overview(diagnosis: Diagnosis, ordered: readonly LoadBalancerDiagnosis[], { paint, prose }: Page): Lines {
  if (ordered.length === 0) return isBlind(diagnosis) ? [] : ['No network load balancer was found.'];
  if (ordered.length === 1) return [];
  const loud = ordered.filter((one) => !isQuiet(one));
  const head = `${count(ordered.length, 'network load balancer')}: ${loud.length === 0 ? 'nothing to report' : `${loud.length} to look at`}`;
  return [
    paint('bold', head),
    ...loud.flatMap((one) => prose(`${one.name}: ${inShort(one)}`, 2, `${statusWords[one.status].padEnd(8)}  `)),
  ];
}

/** Status, counts, cause, the one recommended fix, how to verify it, and the console. */
function firstScreen(one: LoadBalancerDiagnosis, diagnosis: Diagnosis, page: Page): Lines {
  const [cause, ...others] = causesOf(one);
  const leading = leadingFinding(one);
  return [
    ...headline(one, diagnosis, page),
    '',
    ...(cause === undefined ? withoutCause(one, leading, page) : causeSection('CAUSE', cause, page)),
    ...otherCausesSection(others, page),
    ...(cause === undefined || one.unexplained === 0 ? [] : partlyExplained(one, page)),
    ...(leading === undefined ? [] : fixSection(leading, page, one)),
    ...(leading === undefined && !isUnexplained(one) ? contextSection(one, page) : []),
    ...identitySection(one, page),
  ];
}

/** Where no cause is found, what is known of the failure and what could not be checked are the answer. */
function withoutCause(one: LoadBalancerDiagnosis, leading: ReportedFinding | undefined, page: Page): Lines {
  if (isUnexplained(one))
    return [
      ...page.titled('NO RULE EXPLAINS IT', [...page.prose(one.summary), ...page.prose(`Shape: ${one.shape}`)]),
      ...differencesSection(one, page),
      ...contextSection(one, page),
      ...unknownSection(one, page),
    ];
  if (leading !== undefined) return causeSection(`${leading.severity.toUpperCase()} (the targets are healthy)`, leading, page);
  return page.titled(one.status === 'healthy' ? 'HEALTHY' : 'NOT KNOWN', page.prose(one.summary));
}

const partlyExplained = (one: LoadBalancerDiagnosis, page: Page): Lines => [
  ...page.titled('NOT EXPLAINED', [
    ...page.prose(`No rule explains ${count(one.unexplained, 'failing target')}.`),
    ...(one.shape === null ? [] : page.prose(`Shape: ${one.shape}`)),
  ]),
  ...differencesSection(one, page),
];

function details(one: LoadBalancerDiagnosis, page: Page): Lines {
  const leading = leadingFinding(one);
  const [, ...others] = causesOf(one);
  return [
    ...pathSection(one, page),
    ...(leading === undefined ? [] : evidenceSection(leading, page)),
    ...others.flatMap((other) => [
      ...causeSection('ANOTHER CAUSE', other, page),
      ...evidenceSection(other, page),
      ...fixSection(other, page),
    ]),
    ...adviceOf(one)
      .filter((advice) => advice !== leading)
      .flatMap((advice) => adviceSection(advice, page)),
    ...(isUnexplained(one) ? [] : unknownSection(one, page)),
    ...ruledOutSection(one, page),
    ...normalSection(one, page),
    ...alternativesSection([...(leading === undefined ? [] : [leading]), ...others], page),
    ...targetsSection(one, page),
  ];
}
