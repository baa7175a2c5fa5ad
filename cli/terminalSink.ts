/** The terminal as a place where incidents are told. */

import type { Sink } from '../lambda/incidents/outbox/notification.ts';
import { messageOf } from '../lambda/notify/message.ts';
import { plainText } from '../lambda/notify/plain.ts';
import type { Console } from './console.ts';
import { OutputError } from './outlet.ts';

export const terminalSink = (console: Console): Sink => ({
  name: 'terminal',
  send: async (notification) => {
    try {
      console.print(`${plainText(messageOf(notification, {}))}\n`);
      return { outcome: 'sent' };
    } catch (error) {
      if (!(error instanceof OutputError)) throw error;
      // Nobody reads it any more, and nobody will: what is not kept here is in the memory and at the other sinks.
      return error.isReaderGone ? { outcome: 'sent' } : { outcome: 'later', reason: error.message };
    }
  },
});
