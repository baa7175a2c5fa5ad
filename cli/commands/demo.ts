/** `nlb-doctor demo`: the lab on loopback with an incident in it, then a live check against it. No account is needed. */

import { once } from 'node:events';
import { isPlayable } from '../../lab/complete.ts';
import { enter } from '../../lab/environment.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { today } from '../../lab/today.ts';
import { listenersOf, readWorld } from '../../lab/worlds/catalogue.ts';
import { collect } from '../../lambda/collect/collect.ts';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import type { Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import { defaultWorld, listOfWorlds, worldNamed } from '../catalogue.ts';
import { type Command, type ExitStatus, flag, type Given, text, UsageError } from '../command.ts';
import { keep } from '../keep.ts';
import { answer, outputOptions } from '../output.ts';
import { withRegions } from '../progress.ts';
import { requestOf } from '../selection.ts';

export const demo: Command = {
  name: 'demo',
  summary: 'diagnose an incident that the lab plays on loopback; no account needed',
  positionals: ['[SCENARIO]'],
  options: {
    ...outputOptions,
    // To find a cause is what a demo is for: it ends with 0, unless a threshold is given.
    'fail-on': {
      ...outputOptions['fail-on'],
      type: 'string',
      default: 'never',
      help: 'exit with 1 at findings of this severity or worse (default never)',
    },
    list: { type: 'boolean', help: 'list the scenarios, one a line' },
    watch: { type: 'boolean', help: 'watch the seed incident begin and end, and the messages that Slack gets' },
    keep: { type: 'boolean', help: 'leave the lab running, to look at it and to repair it with aws and kubectl' },
  },
  isEndedByHand: (values) => flag(values, 'keep'),
  run: async (given) => {
    const { values, positionals, console } = given;
    if (flag(values, 'list')) return listed(given);
    if (flag(values, 'watch')) return watched(given);
    const status = await play(worldNamed(positionals[0] ?? defaultWorld), given);
    const isOver = console.showsProgress && !flag(values, 'keep');
    if (isOver && text(values, 'output') === 'text') console.tell(whatNext);
    return status;
  },
};

const whatNext = `
Next: nlb-doctor demo --list shows the other scenarios; nlb-doctor demo SCENARIO diagnoses one.
      demo --keep leaves the lab running, so that you can apply the fix; demo --watch plays an incident from begin to end.
`;

function listed({ console }: Given): ExitStatus {
  console.print(listOfWorlds(console.isTerminal ? console.columns : undefined));
  return 0;
}

/** The ports are those of the scenario's target groups. */
async function watched({ console, positionals }: Given): Promise<ExitStatus> {
  if (positionals.length > 0) throw new UsageError('demo --watch plays the seed incident: it takes no scenario.');
  const { play: playOut } = await import('../play.ts');
  const worldOf = (name: string) => today(readWorld(name), new Date());
  await playOut({ broken: worldOf('seed-incident'), repaired: worldOf('seed-incident-repaired'), ports: [30866, 31163] }, console);
  return 0;
}

async function play(name: string, given: Given): Promise<ExitStatus> {
  const snapshot = today(readWorld(name), new Date());
  if (!isPlayable(snapshot))
    throw new UsageError(`"${name}" is a report and no whole world: use nlb-doctor replay with its folder below scenarios/.`);
  const listeners = listenersOf(name);
  const writable = flag(given.values, 'keep');
  const lab = await startLab({ snapshot, complete: true, writable, ...(listeners === undefined ? {} : { realHealth: { listeners } }) });
  try {
    const status = await checked(lab, snapshot, given);
    if (flag(given.values, 'keep')) await kept(lab, given);
    return status;
  } finally {
    await lab.stop();
  }
}

/** The clients are the ones a real account is read with: only the environment tells them where to go. */
async function checked(lab: Lab, { regions }: Snapshot, given: Given): Promise<ExitStatus> {
  const leave = enter(lab.environment, process.env);
  try {
    const selection = { region: regions.map(({ region }) => region), timeout: '60', logs: true };
    const request = await requestOf(selection, given.console);
    const collected = await withRegions(given.console, request, (onProgress) => collect({ ...request, everything: true, onProgress }));
    return await answer(diagnose(joinTopology(collected)), given);
  } finally {
    leave();
  }
}

async function kept(lab: Lab, { console }: Given): Promise<void> {
  const { instructions, remove } = keep(lab);
  try {
    console.tell(instructions);
    if (!console.stopped.aborted) await once(console.stopped, 'abort');
  } finally {
    remove();
  }
}
