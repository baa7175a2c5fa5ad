/** The terminal as a place where incidents are told. */

import type { Sink } from '../lambda/incidents/outbox/notification.ts';
import { messageOf } from '../lambda/notify/message.ts';
import { plainText } from '../lambda/notify/plain.ts';
import type { Console } from './console.ts';

export const terminalSink = (console: Console): Sink => ({
  name: 'terminal',
  send: async (notification) => {
    console.print(`${plainText(messageOf(notification, {}))}\n`);
    return { outcome: 'sent' };
  },
});
