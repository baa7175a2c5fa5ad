/** What goes into the thread under a message: every failing target, all the evidence, and the other ways to repair it. */

import type { KnownBlock } from '@slack/types';
import type { TargetDiagnosis } from '../../diagnose/diagnosis.ts';
import type { Notification } from '../../incidents/outbox/notification.ts';
import { shortened, singleLine, slackCode, slackMarkdown } from '../../report/escape.ts';
import { remediesOf } from '../../report/order.ts';
import { findingOf } from '../message.ts';
import type { SlackMessage } from './blocks.ts';

const mostTargets = 20;
const mostText = 2_800;

/** Undefined where the message itself has said all. */
export function threadMessage(notification: Notification): SlackMessage | undefined {
  const { diagnosis } = notification;
  if (diagnosis === null || notification.durationSeconds !== null) return undefined;
  const finding = findingOf(notification);
  const failing = diagnosis.targetGroups.flatMap((group) =>
    group.targets.filter(({ state }) => state !== 'healthy').map((target) => targetLine(group.name, target)),
  );
  const evidence = (finding?.evidence ?? []).map(
    ({ text, source, supports }) => `• ${supports ? '' : '(against it) '}${slackMarkdown(`${singleLine(text)} [${singleLine(source)}]`)}`,
  );
  const others = (finding === undefined ? [] : remediesOf(finding).slice(1)).map(
    ({ title, risk }) => `• ${slackMarkdown(singleLine(title))} _${slackMarkdown(singleLine(risk))}_`,
  );
  const blocks = [
    ...section('Targets that are not healthy', failing.slice(0, mostTargets), failing.length - mostTargets),
    ...section('All evidence', evidence, 0),
    ...section('Other ways', others, 0),
  ];
  return blocks.length === 0 ? undefined : { text: 'Details: targets, evidence, other ways to repair it', blocks };
}

function targetLine(group: string, { id, port, zone, state, reason, node }: TargetDiagnosis): string {
  const where = [node, zone].filter((part) => part !== null).join(', ');
  return `• \`${slackCode(`${group} ${id}:${port ?? '-'}`)}\` ${slackMarkdown(singleLine(`${state}${reason === null ? '' : ` ${reason}`}${where === '' ? '' : ` (${where})`}`))}`;
}

function section(title: string, lines: readonly string[], more: number): readonly KnownBlock[] {
  if (lines.length === 0) return [];
  const ends = lines.map((_, at) => lines.slice(0, at + 1).join('\n').length);
  const kept = lines.slice(0, ends.filter((end) => end <= mostText).length);
  const rest = lines.length - kept.length + Math.max(0, more);
  const text = [
    `*${title}*`,
    ...(kept.length === 0 ? [shortened(lines[0] ?? '', 200)] : kept),
    ...(rest > 0 ? [`• and ${rest} more`] : []),
  ].join('\n');
  return [{ type: 'section', text: { type: 'mrkdwn', text } }];
}
