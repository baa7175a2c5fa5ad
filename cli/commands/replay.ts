/** `nlb-doctor replay DIR`: a snapshot on disk, diagnosed. */

import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import type { Command } from '../command.ts';
import { objectNamesOf, objectOptions } from '../objectNames.ts';
import { answer, outputOptions } from '../output.ts';

export const replay: Command = {
  name: 'replay',
  summary: 'diagnose a snapshot on disk: what was captured, or made by hand with aws and kubectl',
  positionals: ['DIR'],
  options: { ...objectOptions, ...outputOptions },
  run: async (given) => {
    const snapshot = await readSnapshot(given.positionals[0] ?? '.');
    const regions = snapshot.regions.map(({ region }) => region).toSorted();
    const requested = { ...(snapshot.requested ?? { regions }), ...objectNamesOf(given.values) };
    return answer(diagnose(joinTopology({ ...snapshot, requested })), given);
  },
};
