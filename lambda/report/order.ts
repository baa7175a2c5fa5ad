/** The order and the words every report shares. */

import type { ClusterDiagnosis, Diagnosis, LoadBalancerDiagnosis, ReportedFinding, TargetGroupDiagnosis } from '../diagnose/diagnosis.ts';
import type { Evidence, Remedy } from '../diagnose/finding.ts';
import { statusRank } from '../diagnose/severity.ts';
import { targetCounts } from '../diagnose/targetCounts.ts';
import { count } from '../diagnose/vocabulary.ts';

/** Worst first; among equals those with findings, then by region and name. */
export const worstFirst = ({ loadBalancers }: Diagnosis): readonly LoadBalancerDiagnosis[] =>
  loadBalancers.toSorted(
    (a, b) =>
      statusRank(a.status) - statusRank(b.status) ||
      Math.sign(b.findings.length) - Math.sign(a.findings.length) ||
      (`${a.region} ${a.name}` < `${b.region} ${b.name}` ? -1 : 1),
  );

/** Nothing to say beyond "healthy". */
export const isQuiet = ({ status, findings }: LoadBalancerDiagnosis): boolean =>
  status === 'healthy' && findings.every(({ severity }) => severity === 'info');

export const causesOf = ({ findings }: Pick<LoadBalancerDiagnosis, 'findings'>): readonly ReportedFinding[] =>
  findings.filter(({ kind }) => kind === 'cause');
export const adviceOf = ({ findings }: Pick<LoadBalancerDiagnosis, 'findings'>): readonly ReportedFinding[] =>
  findings.filter(({ kind }) => kind === 'advice');
/** What to say of it in a line: advice is never given for a cause. */
export function inShort(one: LoadBalancerDiagnosis): string {
  const [cause] = causesOf(one);
  if (cause !== undefined) return cause.title;
  if (one.status === 'down' || one.status === 'degraded') return 'no rule explains it';
  return adviceOf(one)[0]?.title ?? one.summary;
}

/** The recommended ones first, else as the rule has them. */
export const remediesOf = ({ remedies }: Pick<ReportedFinding, 'remedies'>): readonly Remedy[] =>
  remedies.toSorted((a, b) => Number(b.recommended) - Number(a.recommended));
export const clustersWithFindings = ({ clusters }: Diagnosis): readonly ClusterDiagnosis[] =>
  clusters.filter(({ findings, reachable }) => findings.length > 0 || reachable === false);

/** `12 healthy, 3 unhealthy`; states nobody is in are left out. */
export function countsOf(group: TargetGroupDiagnosis): string {
  const words = stateCounts([group]);
  return words.length === 0 ? 'no targets' : words.join(', ');
}

/** `10 unhealthy`, `4 healthy, 2 initial`: how many targets are in which state; empty where all are healthy, or there are none. */
function stateWords({ targetGroups }: LoadBalancerDiagnosis): string {
  const words = stateCounts(targetGroups);
  return words.length === 1 && words[0]?.endsWith(' healthy') ? '' : words.join(', ');
}

function stateCounts(groups: readonly TargetGroupDiagnosis[]): readonly string[] {
  const sum = (of: (group: TargetGroupDiagnosis) => number) => groups.reduce((total, group) => total + of(group), 0);
  const { healthy, unhealthy } = targetCounts({ targetGroups: groups });
  const counts = [
    [healthy, 'healthy'],
    [unhealthy, 'unhealthy'],
    [sum(({ byDesign }) => byDesign), 'failing by design'],
    [sum(({ initial }) => initial), 'initial'],
    [sum(({ draining }) => draining), 'draining'],
    [sum(({ unused }) => unused), 'unused'],
    [sum(({ targets }) => targets.filter(({ state }) => state === 'missing').length), 'not registered'],
  ] as const;
  return counts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
}

/** `0 of 10 targets healthy`. */
export function healthWords(one: LoadBalancerDiagnosis): string {
  const { healthy, expected } = targetCounts(one);
  if (expected > 0) return `${healthy} of ${count(expected, 'target')} healthy`;
  return one.status === 'unknown' ? 'no target was seen' : 'no targets';
}

/** The finding whose fix is the one to show first: the cause, or where all targets are healthy the first advice that is more than a note. */
export const leadingFinding = (one: LoadBalancerDiagnosis): ReportedFinding | undefined =>
  causesOf(one)[0] ?? (one.status === 'healthy' ? adviceOf(one).find(({ severity }) => severity !== 'info') : undefined);

/** Targets fail, and no rule says why: what could not be checked is then part of the answer. */
export const isUnexplained = (one: LoadBalancerDiagnosis): boolean => causesOf(one).length === 0 && one.shape !== null;

/** `0 of 10 targets healthy: 10 unhealthy`. */
export function countWords(one: LoadBalancerDiagnosis): string {
  const states = stateWords(one);
  return `${healthWords(one)}${states === '' ? '' : `: ${states}`}`;
}

/** `certain: because. It explains 10 of 10 failing targets.` */
export function confidenceWords({ confidence, because, kind, explains }: ReportedFinding): string {
  const share = kind === 'cause' && explains.of > 0 ? ` It explains ${explains.targets} of ${count(explains.of, 'failing target')}.` : '';
  return `${asSentence(`${confidence}: ${because}`)}${share}`;
}

/** `against it: quote [source]`. */
export const evidenceWords = ({ text, source, supports }: Evidence): string => `${supports ? '' : 'against it: '}${text} [${source}]`;

/** A remedy as lines of plain text. The risk stands before the steps. */
export const remedyWords = ({ title, risk, effect, undo, steps }: Remedy): readonly string[] => [
  title,
  `Risk: ${risk}`,
  `Effect: ${effect}`,
  ...steps.map(({ text }) => text),
  `Undo: ${undo}`,
];

type NotRead = Diagnosis['coverage']['notRead'][number];

/** What was not read, and where: `ec2:DescribeSubnets, eu-west-2`. */
export const notReadWords = ({ what, region, cluster }: NotRead): string =>
  [what, region, cluster].filter((part) => part !== null).join(', ');

/** With one full stop at its end. */
export const asSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

export const statusWords: Readonly<Record<LoadBalancerDiagnosis['status'], string>> = {
  down: 'DOWN',
  degraded: 'DEGRADED',
  unknown: 'UNKNOWN',
  healthy: 'HEALTHY',
};

/** `internal (asked for: internet-facing)`. */
export const schemeWords = ({ scheme: { actual, requested } }: LoadBalancerDiagnosis): string =>
  `${actual ?? 'unknown'}${requested !== null && requested !== actual ? ` (asked for: ${requested})` : ''}`;
