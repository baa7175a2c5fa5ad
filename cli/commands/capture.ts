/** `nlb-doctor capture DIR`: what can be seen live, written as a snapshot that anybody can replay. */

import { collect } from '../../lambda/collect/collect.ts';
import { printCommands } from '../../lambda/collect/commands.ts';
import { singleLine } from '../../lambda/report/escape.ts';
import { writeSnapshot } from '../../lambda/snapshot/write.ts';
import { type Command, type ExitStatus, flag, type Given, UsageError } from '../command.ts';
import { endProgress, requestOf, selectionOptions } from '../selection.ts';

export const capture: Command = {
  name: 'capture',
  summary: 'write a snapshot of what can be read to a folder, with credentials left out',
  positionals: ['[DIR]'],
  options: {
    ...selectionOptions,
    'print-commands': { type: 'boolean', help: 'print the plain aws and kubectl commands that make the same, and read nothing' },
  },
  run: async (given) => (flag(given.values, 'print-commands') ? printed(given) : captured(given)),
};

async function printed({ values, console }: Given): Promise<ExitStatus> {
  console.print(printCommands(await requestOf(values, console)));
  return 0;
}

async function captured({ values, positionals: [folder], console }: Given): Promise<ExitStatus> {
  if (folder === undefined) throw new UsageError('nlb-doctor capture needs DIR, the folder to write to: nlb-doctor capture DIR');
  const request = await requestOf(values, console);
  const snapshot = await collect({ ...request, everything: true, clusterMs: request.deadlineMs });
  endProgress(console);
  writeSnapshot(snapshot, folder);
  for (const { what, region, cluster, code, error } of snapshot.unreadable) {
    const where = [region, cluster].filter((part) => part !== undefined).join(', ');
    console.tell(`not read: ${singleLine(`${what} (${where}): ${code === undefined ? '' : `${code} `}${error}`)}\n`);
  }
  const balancers = snapshot.regions.reduce((sum, { loadBalancers }) => sum + loadBalancers.length, 0);
  console.tell(
    `${balancers} load balancers and ${snapshot.clusters.length} clusters written to ${folder}; look through it before you give it away.\n`,
  );
  return snapshot.unreadable.length > 0 && balancers === 0 ? 3 : 0;
}
