/** The first line: what is wrong and where, readable in the hundred characters that a locked phone shows. */

import type { LoadBalancerDiagnosis } from '../diagnose/diagnosis.ts';
import { targetCounts } from '../diagnose/targetCounts.ts';
import type { Notification } from '../incidents/outbox/notification.ts';
import { fitted, singleLine } from '../report/escape.ts';
import { causesOf } from '../report/order.ts';
import { type Reportable, reportableOf } from './reportable.ts';
import { duration, severityWords } from './words.ts';

/** Slack's limit for a header is 150 characters. */
export const maxHeadline = 150;

/** One line, at most 150 characters. */
export const headline = (notification: Notification): string => headlineFor(reportableOf(notification));
export const headlineFor = (notification: Reportable): string => fitted(singleLine(worded(notification)), maxHeadline);

function worded(notification: Reportable): string {
  const { kind, severity, incident, at, notes, durationSeconds } = notification;
  const what = subject(notification);
  const lasted = duration(durationSeconds ?? 0);
  switch (kind) {
    case 'opened':
      return `${severityWords[severity]}: ${what}${trouble(notification)}`;
    case 'updated':
      return `${severityWords[severity]}, changed: ${what}${trouble(notification)}`;
    case 'reopened':
      return `${severityWords[severity]}, back again: ${what}${trouble(notification)}`;
    case 'reminder':
      return `${severityWords[severity]}, still after ${duration((Date.parse(at) - Date.parse(incident?.since ?? at)) / 1000)}: ${what}${trouble(notification)}`;
    case 'resolved':
      return `Resolved after ${lasted}: ${what}${wellAgain(notification)}`;
    case 'gone':
      return `Gone after ${lasted}: ${what} no longer ${notification.members.length + notification.more > 1 ? 'exist' : 'exists'}`;
    case 'unreadable':
      return `${severityWords[severity]}: ${what} cannot be read: ${notes[0] ?? 'no reason was given'}`;
    case 'readable':
      return `Readable again after ${lasted}: ${what}`;
    case 'digest':
      return `${severityWords[severity]}, digest: ${notes[0] ?? 'several messages in one'}`;
  }
}

function subject({ check, members, more, cluster, region, diagnosis }: Reportable): string {
  if (check === 'reading') return cluster === null ? `region ${region}` : `cluster ${cluster}`;
  const many = members.length + more;
  if (many > 1) return `${many} load balancers${cluster === null ? ` in ${region}` : ` of cluster ${cluster}`}`;
  return members[0]?.loadBalancer ?? diagnosis?.name ?? 'a load balancer';
}

function trouble({ check, diagnosis, members, more, cause }: Reportable): string {
  if (diagnosis === null) return '';
  if (check === 'scheme')
    return ` is ${diagnosis.scheme.actual ?? 'of unknown scheme'}, not ${diagnosis.scheme.requested ?? 'as expected'}`;
  const title = cause === null ? undefined : causesOf(diagnosis).find(({ rule }) => rule === cause)?.title;
  const why = title ?? 'no rule explains it yet';
  return members.length + more > 1 ? `: ${why}` : ` ${countsIn(diagnosis)}: ${why}`;
}

const wellAgain = ({ diagnosis, members, more, check }: Reportable) =>
  diagnosis === null || check === 'scheme' || members.length + more > 1 ? '' : `, ${countsIn(diagnosis)}`;

/** `0 of 10 healthy`; `no targets` where there are none. */
export function countsIn(diagnosis: Pick<LoadBalancerDiagnosis, 'targetGroups'>): string {
  const { healthy, expected } = targetCounts(diagnosis);
  return expected === 0 ? 'no targets' : `${healthy} of ${expected} healthy`;
}
