/** A message for Amazon Q Developer in chat applications (formerly AWS Chatbot): its schema for custom notifications, version 1.0. */

import type { Notification } from '../incidents/outbox/notification.ts';
import { fitted, markdown, shortened, singleLine, terminal } from '../report/escape.ts';
import type { Message } from './message.ts';
import { statusOf } from './words.ts';

/** Field lengths are not published; these are smaller than anything known to be refused. */
const limits = { title: 250, description: 3_500, steps: 5, step: 350, keywords: 5 } as const;

export interface ChatNotification {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly id: string;
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps?: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    readonly relatedResources: readonly string[];
    readonly additionalContext: Readonly<Record<string, string>>;
    readonly enableCustomActions: false;
  };
}

export function chatNotification(notification: Notification, message: Message): ChatNotification {
  const steps = nextSteps(message);
  const { incidentId, key, severity, cause, cluster, region, kind, diagnosis } = notification;
  return {
    version: '1.0',
    source: 'custom',
    id: key,
    content: {
      textType: 'client-markdown',
      title: fitted(markdown(message.headline), limits.title),
      description: descriptionOf(message),
      ...(steps.length === 0 ? {} : { nextSteps: steps }),
      keywords: [severity, cause, cluster, region].filter((one) => one !== null && one !== '').slice(0, limits.keywords) as string[],
    },
    metadata: {
      threadId: incidentId,
      summary: fitted(singleLine(message.headline), limits.title),
      eventType: `nlb-doctor ${kind}`,
      relatedResources: diagnosis === null ? [] : [diagnosis.arn],
      additionalContext: { severity, status: statusOf(notification), incident: incidentId },
      enableCustomActions: false,
    },
  };
}

/** Whole lines until it is full. */
function descriptionOf({ cause, notes, fields, members, picture, evidence, changes, notChecked }: Message): string {
  const lines = [
    ...(cause === undefined ? [] : [markdown(cause)]),
    ...notes.map(markdown),
    ...fields.map(([label, value]) => `*${label}:* ${markdown(value)}`),
    ...members.map((one) => `- ${markdown(one)}`),
    ...(picture.length === 0 ? [] : [['```', ...picture.map((line) => terminal(line).replace(/`/g, 'ˋ')), '```'].join('\n')]),
    ...(changes === undefined ? [] : [`*${changes.title}:*`, ...changes.lines.map((line) => `- ${markdown(line)}`)]),
    ...(evidence.length === 0 ? [] : ['*Evidence:*', ...evidence.map((line) => `- ${markdown(line)}`)]),
    ...(notChecked.length === 0 ? [] : [`*Could not be checked:* ${markdown(notChecked.join('; '))}`]),
  ];
  const ends = lines.map((_, at) => lines.slice(0, at + 1).join('\n').length);
  const kept = lines.slice(0, ends.filter((end) => end <= limits.description).length);
  return kept.length === 0 ? shortened(lines[0] ?? '', limits.description) : kept.join('\n');
}

function nextSteps({ fix, links }: Message): readonly string[] {
  const repair =
    fix === undefined
      ? []
      : [
          `${markdown(fix.title)} Risk: ${markdown(fix.risk)}`,
          ...fix.steps.flatMap(({ kind, text }) => (kind === 'command' ? [`\`${singleLine(text).replace(/`/g, 'ˋ')}\``] : [])),
        ];
  const addresses = links.map(({ text, address }) => `${text}: ${address}`);
  return [
    ...repair
      .map((step) => (step.startsWith('`') ? step : shortened(step, limits.step)))
      .filter((step) => step.length <= limits.step)
      .slice(0, limits.steps - 1),
    ...addresses.filter((one) => one.length <= limits.step),
  ].slice(0, limits.steps);
}
