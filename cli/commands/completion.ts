/** `nlb-doctor completion SHELL`: the script that completes commands, options and their values. */

import { singleLine } from '../../lambda/report/escape.ts';
import { type Command, type ExitStatus, UsageError } from '../command.ts';
import { completionScript, shells } from '../completion.ts';
import { nearest } from '../nearest.ts';
import { commands } from './index.ts';

export const completion: Command = {
  name: 'completion',
  summary: 'print the script that completes commands, options and their values in bash, zsh or fish',
  positionals: ['SHELL'],
  options: {},
  run: async ({ positionals: [given = ''], console }): Promise<ExitStatus> => {
    const shell = shells.find((one) => one === given);
    if (shell === undefined)
      throw new UsageError(`completion takes ${shells.join(', ')}, not "${singleLine(given)}".${nearest(given, shells)}`);
    console.print(completionScript(shell, { commands: await Promise.all(commands.map(({ load }) => load())) }));
    return 0;
  },
};
