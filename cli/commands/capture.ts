/** `nlb-doctor capture DIR`: what can be seen live, written as a snapshot that anybody can replay. */

import { collect } from '../../lambda/collect/collect.ts';
import { cannotTellOf } from '../../lambda/diagnose/cannotTell.ts';
import { count } from '../../lambda/diagnose/vocabulary.ts';
import { statementsOf } from '../../lambda/report/cannotTell.ts';
import { singleLine } from '../../lambda/report/escape.ts';
import { gapSentence } from '../../lambda/snapshot/gaps.ts';
import { writeSnapshot } from '../../lambda/snapshot/write.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import { printCommands } from '../captureScript/script.ts';
import { type Command, type ExitStatus, flag, type Given, UsageError } from '../command.ts';
import { objectNamesOf } from '../objectNames.ts';
import { withRegions } from '../progress.ts';
import { requestOf, selectionOptions } from '../selection.ts';

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
  if (Object.keys(objectNamesOf(values)).length > 0)
    throw new UsageError(
      '--print-commands reads whole regions or load balancers by name: select with --service or --gateway when you replay.',
    );
  console.print(printCommands(await requestOf(values, console)));
  return 0;
}

async function captured({ values, positionals: [folder], console }: Given): Promise<ExitStatus> {
  if (folder === undefined) throw new UsageError('capture needs DIR, the folder to write to: nlb-doctor capture DIR');
  const request = await requestOf(values, console);
  const snapshot = await withRegions(console, request, (onProgress) =>
    collect({ ...request, everything: true, clusterMs: request.deadlineMs, onProgress }),
  );
  writeSnapshot(snapshot, folder);
  const cannotTell = cannotTellOf(joinTopology(snapshot));
  for (const { headline, remedy } of statementsOf({ cannotTell })) console.tell(`${singleLine(`${headline}. ${remedy}`)}\n`);
  for (const gap of snapshot.unreadable) {
    const where = [gap.region, gap.cluster].filter((part) => part !== undefined).join(', ');
    console.tell(`not read: ${singleLine(`${gap.what}${where === '' ? '' : ` (${where})`}: ${gapSentence(gap)}`)}\n`);
  }
  const balancers = snapshot.regions.reduce((sum, { loadBalancers }) => sum + loadBalancers.length, 0);
  const written = `${count(balancers, 'load balancer')} and ${count(snapshot.clusters.length, 'cluster')} written to ${folder}`;
  const end = console.stopped.aborted ? 'interrupted: the rest was not read' : 'look through it before you give it away';
  console.tell(`${written}; ${end}.\n`);
  return cannotTell.length > 0 ? 3 : 0;
}
