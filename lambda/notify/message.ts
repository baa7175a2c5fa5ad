/** An notification as the parts of a message, in the order a person needs them; the words are here, their encoding is the sink's. */

import type { LoadBalancerDiagnosis, ReportedFinding } from '../diagnose/diagnosis.ts';
import type { Remedy } from '../diagnose/finding.ts';
import { schemeFinding } from '../incidents/observe/judge.ts';
import type { Notification } from '../incidents/outbox/notification.ts';
import { withContext } from '../report/contexts.ts';
import { consoleLink, type Link, onCallLink, pageLink } from '../report/links.ts';
import { causesOf, remediesOf, schemeWords } from '../report/order.ts';
import { picture } from '../report/picture.ts';
import { countsIn, headlineFor } from './headline.ts';
import { type Reportable, reportableOf } from './reportable.ts';
import { clockTime, duration, severityWords } from './words.ts';

export interface Message {
  /** One line of at most 150 characters. */
  readonly headline: string;
  /** At most ten. */
  readonly fields: readonly (readonly [label: string, value: string])[];
  /** It tells of an end. */
  readonly isOver: boolean;
  /** What it is, in a sentence or two; what was seen at the end, where it is over. */
  readonly cause: string | undefined;
  /** Lines for a fixed-width font; empty where there is no path to show. */
  readonly picture: readonly string[];
  readonly evidence: readonly string[];
  /** What changed before it broke, or what repaired it. */
  readonly changes: { readonly title: string; readonly lines: readonly string[] } | undefined;
  readonly ruledOut: readonly string[];
  readonly notChecked: readonly string[];
  /** With the way to the context of its commands as its first step. */
  readonly fix: Remedy | undefined;
  readonly members: readonly string[];
  readonly notes: readonly string[];
  readonly links: readonly Link[];
  readonly context: readonly string[];
}

export interface MessageOptions {
  /** https address that pages of rules are linked below. */
  readonly pagesAddress?: string | undefined;
}

const mostEvidence = 3;
const pictureColumns = 64;

export const messageOf = (notification: Notification, options: MessageOptions): Message => messageFor(reportableOf(notification), options);

export function messageFor(notification: Reportable, { pagesAddress }: MessageOptions): Message {
  const { diagnosis } = notification;
  const isOver = notification.durationSeconds !== null;
  const finding = findingOf(notification);
  const shown = isOver ? null : diagnosis;
  return {
    headline: headlineFor(notification),
    isOver,
    fields: fieldsOf(notification),
    cause: isOver ? overSentence(notification) : causeSentence(notification, finding),
    picture: shown === null || notification.check !== 'target-health' ? [] : picture(shown, pictureColumns, (text) => text),
    evidence: evidenceOf(finding),
    changes: changesOf(notification, isOver),
    ruledOut: (shown?.ruledOut ?? []).map(({ rule }) => rule),
    notChecked: distinct((shown?.unknown ?? []).map(({ missing }) => missing)),
    fix: isOver ? undefined : fixOf(notification, finding),
    members: membersOf(notification),
    notes: notification.kind === 'digest' ? notification.notes.slice(1) : notification.notes,
    links: linksOf(notification, pagesAddress),
    context: contextOf(notification),
  };
}

/** What is told as the cause; nothing where the cause is not claimed, because its cluster cannot be read. */
export function findingOf({ diagnosis, check, cause }: Pick<Notification, 'diagnosis' | 'check' | 'cause'>): ReportedFinding | undefined {
  if (diagnosis === null || cause === null) return undefined;
  if (check === 'scheme') return schemeFinding(diagnosis);
  return causesOf(diagnosis).find(({ rule }) => rule === cause);
}

function fixOf({ diagnosis }: Reportable, finding: ReportedFinding | undefined): Remedy | undefined {
  const [fix] = finding === undefined ? [] : remediesOf(finding);
  return fix && withContext(fix, diagnosis?.access);
}

function fieldsOf(notification: Reportable): Message['fields'] {
  const { diagnosis, cluster, account, region, incident } = notification;
  const isSingle = notification.members.length + notification.more <= 1;
  const place = [account, region].filter((part) => part).join(' / ');
  const own: readonly (readonly [string, string])[] =
    diagnosis === null || !isSingle
      ? []
      : [
          ['Load balancer', diagnosis.name],
          ['Targets', countsIn(diagnosis)],
          ...(diagnosis.gateway === null ? [] : [['Gateway', `${diagnosis.gateway.namespace}/${diagnosis.gateway.name}`] as const]),
          ...(diagnosis.service === null ? [] : [['Service', `${diagnosis.service.namespace}/${diagnosis.service.name}`] as const]),
          ['Scheme', schemeWords(diagnosis)],
        ];
  const rest: readonly (readonly [string, string])[] = [
    ...(cluster === null ? [] : [['Cluster', cluster] as const]),
    ['Account / Region', place === '' ? 'unknown' : place],
    ...(incident === null ? [] : [['Since', clockTime(incident.since)] as const]),
  ];
  return [...own, ...rest];
}

function causeSentence(notification: Reportable, finding: ReportedFinding | undefined): string | undefined {
  const { diagnosis, cause, check } = notification;
  if (finding !== undefined) return `${finding.summary} (${finding.confidence}: ${finding.because}; rule ${finding.rule})`;
  if (diagnosis === null || check !== 'target-health') return undefined;
  if (cause === null && causesOf(diagnosis).length > 0)
    return `${withoutCause(diagnosis)} No cause is claimed while the cluster cannot be read.`;
  return `No rule explains it. ${diagnosis.shape ?? diagnosis.summary}`;
}

const withoutCause = (diagnosis: LoadBalancerDiagnosis) => `${countsIn(diagnosis)}.`;

function overSentence({ kind, check, cause, durationSeconds, diagnosis }: Reportable): string {
  const lasted = `It lasted ${duration(durationSeconds ?? 0)}.`;
  const why = cause === null ? '' : ` The cause was ${cause}.`;
  if (kind === 'gone') return `It is in no complete listing any more, which is not the same as healthy. ${lasted}${why}`;
  if (kind === 'readable') return `It can be read again. ${lasted}`;
  if (check === 'scheme') return `The scheme is ${diagnosis?.scheme.actual ?? 'now'} as it should be. ${lasted}${why}`;
  const seen = diagnosis === null ? 'Every target that should be healthy was seen healthy.' : `Seen healthy: ${groupsIn(diagnosis)}.`;
  return `${seen} ${lasted}${why}`;
}

const groupsIn = ({ targetGroups }: LoadBalancerDiagnosis) =>
  targetGroups.map((group) => `${group.name} ${countsIn({ targetGroups: [group] })}`).join(', ');

export const evidenceOf = (finding: ReportedFinding | undefined): readonly string[] =>
  (finding?.evidence ?? [])
    .filter(({ supports }) => supports)
    .slice(0, mostEvidence)
    .map(({ text, source }) => `${text} [${source}]`);

function changesOf({ changes, kind }: Reportable, isOver: boolean): Message['changes'] {
  if (changes.length === 0) return undefined;
  const title = isOver ? 'Changed while it was broken' : 'Changed since it was last healthy';
  return kind === 'reminder'
    ? undefined
    : { title, lines: changes.map(({ what, at }) => (at === null ? what : `${what} (${clockTime(at)})`)) };
}

function membersOf({ members, more, kind }: Reportable): readonly string[] {
  if (members.length + more <= 1 && kind !== 'digest') return [];
  const lines = members.map(
    ({ loadBalancer, region, cluster, severity }) => `${loadBalancer} (${[region, cluster, severity].filter((one) => one).join(', ')})`,
  );
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

function linksOf({ diagnosis, cause, durationSeconds }: Reportable, pagesAddress: string | undefined): readonly Link[] {
  const console = diagnosis === null ? undefined : consoleLink(diagnosis.arn);
  const page = pageLink(cause, pagesAddress);
  const onCall = durationSeconds === null ? onCallLink(pagesAddress) : undefined;
  return [console, page, onCall].filter((one) => one !== undefined);
}

function contextOf({ incident, severity, cause, nextReminderAt, acknowledgedBy, at }: Reportable): readonly string[] {
  return [
    ...(incident === null ? [] : [`incident ${incident.id} #${incident.sequence}`]),
    severityWords[severity].toLowerCase(),
    ...(cause === null ? [] : [`rule ${cause}`]),
    `checked ${clockTime(at)}`,
    ...(acknowledgedBy === null ? [] : [`acknowledged by ${acknowledgedBy}`]),
    ...(nextReminderAt === null ? [] : [`next reminder ${clockTime(nextReminderAt)}`]),
  ];
}

const distinct = (values: readonly string[]) => [...new Set(values)];
