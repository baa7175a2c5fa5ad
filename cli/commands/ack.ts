/** `nlb-doctor ack`: somebody is at it, so no more reminders; changes and the end are still told. */

import { isOpen } from '../../lambda/incidents/lifecycle/incident.ts';
import type { Acknowledgement } from '../../lambda/incidents/lifecycle/silence.ts';
import { type Command, type ExitStatus, flag, text, UsageError } from '../command.ts';
import { authorOf, decide, memoryFlags, memoryOptions, recall, storeOf } from '../memory.ts';
import { nearest } from '../nearest.ts';

/** An acknowledgement outlives its incident by nothing: it is forgotten after this time at the latest. */
const keptSeconds = 30 * 86_400;

export const ack: Command = {
  name: 'ack',
  summary: 'acknowledge an incident: no more reminders of it',
  positionals: ['INCIDENT'],
  options: {
    sticky: { type: 'boolean', help: 'until it is resolved, even if it gets better, worse, or comes back' },
    reason: { type: 'string', value: 'TEXT', help: 'what is being done' },
    author: { type: 'string', value: 'NAME', help: 'who is at it (default: the user of this machine)' },
    ...memoryOptions,
  },
  run: async ({ values, positionals, console }): Promise<ExitStatus> => {
    const [id = ''] = positionals;
    const now = new Date().toISOString();
    const store = await storeOf(values, console.environment);
    const { state } = await recall(store, now);
    const open = [...state.incidents.values()].filter(isOpen);
    const incident = open.find(({ incidentId, alertGroup }) => incidentId === id || alertGroup === id);
    if (incident === undefined) {
      const known = open.flatMap(({ incidentId }) => incidentId ?? []);
      throw new UsageError(
        `there is no open incident "${id}".${nearest(id, known)} nlb-doctor incidents${memoryFlags(values)} lists them.`,
      );
    }
    const made: Acknowledgement = {
      kind: 'acknowledgement',
      id,
      incidentId: id,
      mode: flag(values, 'sticky') ? 'sticky' : 'normal',
      severity: incident.severity,
      author: authorOf(values),
      reason: text(values, 'reason') ?? '',
      at: now,
    };
    await decide(store, `acknowledgement ${id}`, made, Math.floor(Date.parse(now) / 1000) + keptSeconds);
    console.print(`${id} is acknowledged by ${made.author}; take it back: nlb-doctor unsilence ${id}${memoryFlags(values)}\n`);
    return 0;
  },
};
