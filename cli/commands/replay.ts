/** `nlb-doctor replay DIR`: a snapshot on disk, diagnosed. */

import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import type { Command } from '../command.ts';
import { answer, outputOptions } from '../output.ts';

export const replay: Command = {
  name: 'replay',
  summary: 'diagnose a snapshot on disk: what was captured, or made by hand with aws and kubectl',
  positionals: ['DIR'],
  options: outputOptions,
  run: async (given) => answer(diagnose(joinTopology(await readSnapshot(given.positionals[0] ?? '.'))), given),
};
