/** Events for other people's automation: source `nlb-doctor`, one event a notification. */

import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Delivery, Notification, Sink } from '../incidents/outbox/notification.ts';
import { machineForms } from './machine.ts';
import { statusOf } from './words.ts';

interface Bus {
  readonly client: Pick<EventBridgeClient, 'send'>;
  /** Name or ARN. */
  readonly busName: string;
}

/** Bytes of one entry (docs.aws.amazon.com/eventbridge, PutEvents). */
const largestEvent = 256 * 1024;

const types = { firing: 'Incident Opened', update: 'Incident Updated', resolved: 'Incident Resolved' } as const;

export function eventBus({ client, busName }: Bus): Sink {
  return {
    name: 'events',
    send: async (notification, { signal }) => {
      try {
        const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [entryOf(notification, busName)] }), {
          abortSignal: signal,
        });
        if (FailedEntryCount === 0) return { outcome: 'sent' };
        return { outcome: 'later', reason: `Amazon EventBridge did not take it (${Entries?.[0]?.ErrorCode ?? 'no reason given'})` };
      } catch (error) {
        return refusal(error);
      }
    },
  };
}

export function entryOf(notification: Notification, busName: string) {
  const forms = machineForms(notification).map((form) => JSON.stringify(form));
  const arn = notification.diagnosis?.arn;
  return {
    Source: 'nlb-doctor',
    DetailType: types[statusOf(notification)],
    EventBusName: busName,
    Time: new Date(notification.at),
    Resources: arn === undefined ? [] : [arn],
    Detail: forms.find((form) => Buffer.byteLength(form) < largestEvent - 1_024) ?? forms.at(-1),
  };
}

function refusal(error: unknown): Delivery {
  const name = error instanceof Error ? error.name : 'unknown error';
  if (!/^(AccessDenied.*|ResourceNotFound.*|Validation.*)$/.test(name))
    return { outcome: 'later', reason: `Amazon EventBridge did not answer (${name})` };
  return {
    outcome: 'broken',
    reason: `Amazon EventBridge refuses it (${name}): is the bus there, and may the function's role put events on it?`,
  };
}
