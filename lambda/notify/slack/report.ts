/** A diagnosis as messages for Slack, for people who post them themselves: one for each load balancer that has something to tell. */

import type { Diagnosis, LoadBalancerDiagnosis } from '../../diagnose/diagnosis.ts';
import { causeOfTargets, schemeFinding, severityOfScheme, severityOfTargets } from '../../incidents/observe/judge.ts';
import { fitToItem } from '../../incidents/outbox/fitToItem.ts';
import type { Notification } from '../../incidents/outbox/notification.ts';
import { isQuiet, worstFirst } from '../../report/order.ts';
import { type MessageOptions, messageOf } from '../message.ts';
import { type SlackMessage, slackMessage } from './blocks.ts';

export const slackReport = (diagnosis: Diagnosis, options: MessageOptions = {}): readonly SlackMessage[] =>
  worstFirst(diagnosis)
    .filter((one) => !isQuiet(one))
    .map((one) => slackMessage(messageOf(notificationOf(one, diagnosis), options)));

/** As if it had been seen for the first time. */
function notificationOf(one: LoadBalancerDiagnosis, { account, takenAt }: Diagnosis): Notification {
  const isScheme = one.status === 'healthy' && schemeFinding(one) !== undefined;
  const check = isScheme ? 'scheme' : 'target-health';
  const cause = isScheme ? schemeFinding(one)?.rule : causeOfTargets(one)?.rule;
  return {
    format: 1,
    incidentId: 'none',
    sequence: 1,
    key: `none:1:opened:${one.name}`,
    kind: 'opened',
    severity: isScheme ? severityOfScheme(one) : severityOfTargets(one),
    check,
    account,
    region: one.region,
    cluster: one.cluster,
    cause: cause ?? null,
    since: takenAt,
    at: takenAt,
    durationSeconds: null,
    diagnosis: fitToItem(one, check),
    members: [{ incidentId: 'none', loadBalancer: one.name, region: one.region, cluster: one.cluster, severity: 'info' }],
    more: 0,
    changes: [],
    notes: [],
    nextReminderAt: null,
    acknowledgedBy: null,
  };
}
