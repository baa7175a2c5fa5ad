/** Arguments to values, strictly: an unknown option or value is an error that names the nearest right one. */

import { parseArgs } from 'node:util';
import { type Command, type Options, UsageError, type Values } from './command.ts';
import { nearest } from './nearest.ts';

export function parse(command: Command, args: readonly string[]): { readonly values: Values; readonly positionals: readonly string[] } {
  refuseUnknown(command.options, args, command.name);
  const { values, positionals } = parsed(command, args);
  refuseChoices(command.options, values as Values);
  refusePositionals(command, positionals);
  return { values: values as Values, positionals };
}

function parsed(command: Command, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: command.options, allowPositionals: true, strict: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new UsageError(`nlb-doctor ${command.name}: ${reason}. See nlb-doctor ${command.name} --help.`, { cause: error });
  }
}

function refuseUnknown(options: Options, args: readonly string[], name: string): void {
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option' || Object.hasOwn(options, token.name)) continue;
    const known = Object.keys(options).map((option) => `--${option}`);
    throw new UsageError(
      `nlb-doctor ${name} has no option ${token.rawName}.${nearest(token.rawName, known)} See nlb-doctor ${name} --help.`,
    );
  }
}

function refuseChoices(options: Options, values: Values): void {
  for (const [name, option] of Object.entries(options)) {
    const given = values[name];
    if (option.choices === undefined || typeof given !== 'string' || option.choices.includes(given)) continue;
    throw new UsageError(`--${name} takes ${option.choices.join(', ')}, not "${given}".${nearest(given, option.choices)}`);
  }
}

function refusePositionals(command: Command, given: readonly string[]): void {
  const needed = command.positionals.filter((name) => !name.startsWith('['));
  if (given.length < needed.length) {
    throw new UsageError(
      `nlb-doctor ${command.name} needs ${needed.slice(given.length).join(' and ')}: nlb-doctor ${command.name} ${command.positionals.join(' ')}`,
    );
  }
  const surplus = given[command.positionals.length];
  if (surplus !== undefined) throw new UsageError(`nlb-doctor ${command.name} does not know what to do with "${surplus}".`);
}
