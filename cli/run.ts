/** One call of the command from arguments to exit status: errors become sentences, never stack traces. */

import { type Command, type ExitStatus, flag, UsageError } from './command.ts';
import { commands } from './commands/index.ts';
import { type Console, Interrupted } from './console.ts';
import { helpOf, usage, version } from './help.ts';
import { nearest } from './nearest.ts';
import { OutputError } from './outlet.ts';
import { parse, type Split, splitAtCommand } from './parse.ts';
import { sentenceOf } from './sentence.ts';

export async function run(args: readonly string[], console: Console): Promise<ExitStatus> {
  const status = await attempted(args, console);
  const failure = await console.written();
  // A reader that closes a pipe after its last line, as head does, changes nothing: the status is that of the diagnosis.
  if (failure === undefined || failure.isReaderGone) return status;
  console.tell(`nlb-doctor: ${sentenceOf(failure)}\n`);
  return 3;
}

async function attempted(args: readonly string[], console: Console): Promise<ExitStatus> {
  try {
    return await dispatch(args, console);
  } catch (error) {
    if (error instanceof OutputError && error.isReaderGone) return 141;
    console.tell(`nlb-doctor: ${sentenceOf(error)}\n`);
    if (console.stopped.aborted) return statusOfStop(console);
    // Settings that are wrong are a kind of wrong usage; their class is not loaded where it is not needed.
    return error instanceof UsageError || (error instanceof Error && error.name === 'SettingsError') ? 2 : 3;
  }
}

async function dispatch(args: readonly string[], console: Console): Promise<ExitStatus> {
  const options = args.slice(0, args.includes('--') ? args.indexOf('--') : args.length);
  const hasOption = (...names: readonly string[]) => names.some((name) => options.includes(name));
  if (hasOption('--version', '-V')) return printed(console, `${version()}\n`);
  const { name, rest } = await split(args.filter((arg, at) => at >= options.length || (arg !== '--help' && arg !== '-h')));
  const isHelp = name === 'help' || hasOption('--help', '-h');
  const subject = name === 'help' ? rest.find((arg) => !arg.startsWith('-')) : name;
  if (isHelp) return printed(console, subject === undefined ? usage(console) : helpOf(await commandNamed(subject), console));
  if (name === 'version' || (name === undefined && hasOption('-v'))) return printed(console, `${version()}\n`);
  if (name === undefined) return refused(console);
  const command = await commandNamed(name);
  const { values, positionals } = parse(command, rest);
  const status = await command.run({
    values,
    positionals,
    console: flag(values, 'no-color') ? { ...console, hasColour: false } : console,
  });
  return console.stopped.aborted && command.isEndedByHand?.(values) !== true ? statusOfStop(console) : status;
}

/** All commands are loaded only where an option stands first: its value must be told from the name of the command. */
async function split(args: readonly string[]): Promise<Split> {
  const [name, ...rest] = args;
  if (name === undefined || !name.startsWith('-')) return { name, rest };
  return splitAtCommand(args, await Promise.all(commands.map(({ load }) => load())));
}

/** A command that was stopped has said what it had by then, and never that all is well. */
const statusOfStop = ({ stopped: { reason } }: Console): ExitStatus =>
  reason instanceof Interrupted && reason.signal === 'SIGTERM' ? 143 : 130;

function printed(console: Console, text: string): ExitStatus {
  console.print(text);
  return 0;
}

function refused(console: Console): ExitStatus {
  console.tell(usage(console));
  return 2;
}

async function commandNamed(name: string): Promise<Command> {
  const listed = commands.find((one) => one.name === name);
  if (listed !== undefined) return listed.load();
  const known = commands.map((one) => one.name);
  throw new UsageError(`there is no command "${name}".${nearest(name, known)} Commands: ${known.join(', ')}.`);
}
