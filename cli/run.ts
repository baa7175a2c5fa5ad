/** One call of the command from arguments to exit status: errors become sentences, never stack traces. */

import { singleLine } from '../lambda/report/escape.ts';
import { type Command, type ExitStatus, UsageError } from './command.ts';
import { commands } from './commands/index.ts';
import type { Console } from './console.ts';
import { helpOf, usage, version } from './help.ts';
import { nearest } from './nearest.ts';
import { parse } from './parse.ts';

export async function run(args: readonly string[], console: Console): Promise<ExitStatus> {
  try {
    return await dispatch(args, console);
  } catch (error) {
    console.tell(`nlb-doctor: ${sentenceOf(error)}\n`);
    // Settings that are wrong are a kind of wrong usage; their class is not loaded where it is not needed.
    return error instanceof UsageError || (error instanceof Error && error.name === 'SettingsError') ? 2 : 3;
  }
}

async function dispatch([name, ...rest]: readonly string[], console: Console): Promise<ExitStatus> {
  if (name === undefined) {
    console.tell(usage());
    return 2;
  }
  if (name === '--help' || name === '-h' || name === 'help')
    return printed(console, rest[0] === undefined ? usage() : helpOf(await commandOf(rest[0])));
  if (name === '--version' || name === 'version') return printed(console, `${version()}\n`);
  const command = await commandOf(name);
  if (rest.includes('--help') || rest.includes('-h')) return printed(console, helpOf(command));
  return command.run({ ...parse(command, rest), console });
}

function printed(console: Console, text: string): ExitStatus {
  console.print(text);
  return 0;
}

async function commandOf(name: string): Promise<Command> {
  const listed = commands.find((one) => one.name === name);
  if (listed !== undefined) return listed.load();
  const known = commands.map((one) => one.name);
  throw new UsageError(`there is no command "${name}".${nearest(name, known)} Commands: ${known.join(', ')}.`);
}

/** The message and the messages of its causes, each once. */
function sentenceOf(error: unknown): string {
  const seen: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (!seen.some((message) => message.includes((at as Error).message))) seen.push(at.message);
  }
  return singleLine(seen.length === 0 ? String(error) : seen.join(': '));
}
