/** A diagnosis as messages for Slack, for people who post them themselves: one for each load balancer that has something to tell. */

import type { Diagnosis, LoadBalancerDiagnosis } from '../../diagnose/diagnosis.ts';
import { causeOfTargets, schemeFinding, severityOfScheme, severityOfTargets } from '../../incidents/observe/judge.ts';
import { fitToItem } from '../../incidents/outbox/fitToItem.ts';
import type { Notification } from '../../incidents/outbox/notification.ts';
import { nameOf, type Statement, statementsOf } from '../../report/cannotTell.ts';
import { isQuiet, worstFirst } from '../../report/order.ts';
import { type Message, type MessageOptions, messageOf } from '../message.ts';
import { clockTime } from '../words.ts';
import { type SlackMessage, slackMessage } from './blocks.ts';

/** What could not be read comes first: no message at all would read as health. */
export const slackReport = (diagnosis: Diagnosis, options: MessageOptions = {}): readonly SlackMessage[] => [
  ...statementsOf(diagnosis).map((statement) => slackMessage(cannotTellMessage(statement, diagnosis))),
  ...worstFirst(diagnosis)
    .filter((one) => !isQuiet(one))
    .map((one) => slackMessage(messageOf(notificationOf(one, diagnosis), options))),
];

const cannotTellMessage = ({ headline, remedy, spots }: Statement, { takenAt }: Diagnosis): Message => ({
  headline,
  isOver: false,
  fields: [],
  cause: `${headline}. ${remedy}`,
  picture: [],
  evidence: [],
  changes: undefined,
  ruledOut: [],
  notChecked: [],
  fix: undefined,
  members: spots.length > 1 ? spots.map(nameOf) : [],
  notes: [],
  links: [],
  context: [`checked ${clockTime(takenAt)}`],
});

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
