/** `nlb-doctor unsilence`: ends a silence, or takes an acknowledgement back; what is wrong at that moment is told. */

import type { Silence } from '../../lambda/incidents/lifecycle/silence.ts';
import { singleLine } from '../../lambda/report/escape.ts';
import { type Command, type ExitStatus, UsageError } from '../command.ts';
import { decide, decided, memoryFlags, memoryOptions, storeOf } from '../memory.ts';

export const unsilence: Command = {
  name: 'unsilence',
  summary: 'end a silence or an acknowledgement now',
  positionals: ['ID'],
  options: memoryOptions,
  run: async ({ values, positionals, console }): Promise<ExitStatus> => {
    const [id = ''] = positionals;
    const now = new Date().toISOString();
    const store = await storeOf(values, console.environment);
    const kind = id.startsWith('s-') ? 'silence' : 'acknowledgement';
    const stored = await decided(store, `${kind} ${id}`, now);
    if (stored === undefined)
      throw new UsageError(
        `there is no silence or acknowledgement ${singleLine(id)}; nlb-doctor incidents${memoryFlags(values)} lists them.`,
      );
    const ended = kind === 'silence' ? { ...(stored.body as Silence), endsAt: now } : stored.body;
    await decide(store, `${kind} ${id}`, ended, Math.floor(Date.parse(now) / 1000));
    console.print(`${kind} ${id} has ended\n`);
    return 0;
  },
};
