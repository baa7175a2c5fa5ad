/** A diagnosis as messages for Slack, for people who post them themselves: one for each load balancer that has something to tell. */

import type { Diagnosis, LoadBalancerDiagnosis, ReportedFinding } from '../../diagnose/diagnosis.ts';
import { causeOfTargets, schemeFinding, severityOfScheme, severityOfTargets } from '../../incidents/observe/judge.ts';
import { fitToItem } from '../../incidents/outbox/fitToItem.ts';
import { nameOf, type Statement, statementsOf } from '../../report/cannotTell.ts';
import { withContext } from '../../report/contexts.ts';
import { fitted, singleLine } from '../../report/escape.ts';
import { asSentence, isQuiet, leadingFinding, remediesOf, worstFirst } from '../../report/order.ts';
import { countsIn, maxHeadline } from '../headline.ts';
import { evidenceOf, type Message, type MessageOptions, messageFor } from '../message.ts';
import type { Reportable } from '../reportable.ts';
import { clockTime, severityWords } from '../words.ts';
import { type SlackMessage, slackMessage } from './blocks.ts';

/** What could not be read comes first: no message at all would read as health. */
export const slackReport = (diagnosis: Diagnosis, options: MessageOptions = {}): readonly SlackMessage[] => [
  ...statementsOf(diagnosis).map((statement) => slackMessage(cannotTellMessage(statement, diagnosis))),
  ...worstFirst(diagnosis)
    .filter((one) => !isQuiet(one))
    .map((one) => slackMessage(messageAbout(one, diagnosis, options))),
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

function messageAbout(one: LoadBalancerDiagnosis, diagnosis: Diagnosis, options: MessageOptions): Message {
  const message = messageFor(reportableAbout(one, diagnosis), options);
  const leading = leadingFinding(one);
  return leading?.kind === 'advice' && !isAboutScheme(one) ? withAdvice(message, one, leading) : message;
}

/** Nothing fails, and something is wrong all the same: that is what the message is about. */
function withAdvice(message: Message, one: LoadBalancerDiagnosis, advice: ReportedFinding): Message {
  const [fix] = remediesOf(advice);
  return {
    ...message,
    headline: fitted(singleLine(`${severityWords[advice.severity]}: ${one.name} ${countsIn(one)}, but: ${advice.title}`), maxHeadline),
    cause: `${asSentence(advice.summary)} ${asSentence(`${advice.confidence}: ${advice.because}`)}`,
    evidence: evidenceOf(advice),
    fix: fix && withContext(fix, one.access),
  };
}

const isAboutScheme = (one: LoadBalancerDiagnosis): boolean => one.status === 'healthy' && schemeFinding(one) !== undefined;

/** A diagnosis knows no incident: neither an id nor since when it is. */
function reportableAbout(one: LoadBalancerDiagnosis, { account, takenAt }: Diagnosis): Reportable {
  const isScheme = isAboutScheme(one);
  const check = isScheme ? 'scheme' : 'target-health';
  const cause = isScheme ? schemeFinding(one)?.rule : causeOfTargets(one)?.rule;
  return {
    incident: null,
    kind: 'opened',
    severity: isScheme ? severityOfScheme(one) : severityOfTargets(one),
    check,
    account,
    region: one.region,
    cluster: one.cluster,
    cause: cause ?? null,
    at: takenAt,
    durationSeconds: null,
    diagnosis: fitToItem(one, check),
    members: [],
    more: 0,
    changes: [],
    notes: [],
    nextReminderAt: null,
    acknowledgedBy: null,
  };
}
