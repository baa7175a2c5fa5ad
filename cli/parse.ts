/** Arguments to values, strictly: an unknown option or value is an error that names the nearest right one. */

import { CommanderError, Command as Parser, Option as ParserOption } from 'commander';
import { type Command, type Option, type Options, UsageError, type Values } from './command.ts';
import { nearest } from './nearest.ts';

/** Options that every command has. */
export const commonOptions: Options = {
  'no-color': { type: 'boolean', help: 'no colours, even on a terminal' },
  help: { type: 'boolean', short: 'h', help: 'print this help' },
};

export const allOptionsOf = ({ options }: Pick<Command, 'options'>): Options => ({ ...options, ...commonOptions });

export interface Parsed {
  readonly values: Values;
  readonly positionals: readonly string[];
}

/** @throws UsageError */
export function parse(command: Command, args: readonly string[]): Parsed {
  const parser = parserOf(command);
  const { operands, unknown } = parsed(parser, command, args);
  const [wrong] = unknown;
  if (wrong !== undefined) throw unknownOption(wrong, [allOptionsOf(command)], command.name);
  refusePositionals(command, operands);
  return { values: valuesOf(parser), positionals: operands };
}

/** The command as the parser and its help know it. */
export function parserOf(command: Command): Parser {
  const parser = new Parser(command.name)
    .helpOption(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  for (const positional of command.positionals) parser.argument(positional.startsWith('[') ? positional : `<${positional}>`);
  for (const [name, option] of Object.entries(allOptionsOf(command))) parser.addOption(parserOption(name, option));
  return parser;
}

function parserOption(name: string, option: Option): ParserOption {
  const { type, short, multiple, choices, value, help } = option;
  const flags = `${short === undefined ? '' : `-${short}, `}--${name}`;
  if (type === 'boolean') return new ParserOption(flags, help);
  const made = new ParserOption(`${flags} <${value ?? 'VALUE'}>`, help);
  const accept = (given: string, previous: unknown) => {
    refuseChoice(name, option, given);
    return multiple === true ? [...(Array.isArray(previous) ? previous : []), given] : given;
  };
  return (choices === undefined ? made : made.choices(choices)).default(option.default).argParser(accept);
}

function refuseChoice(name: string, { choices }: Option, given: string): void {
  if (choices === undefined || choices.includes(given)) return;
  throw new UsageError(`--${name} takes ${choices.join(', ')}, not "${given}".${nearest(given, choices)}`);
}

function parsed(parser: Parser, { name, options }: Command, args: readonly string[]) {
  try {
    return parser.parseOptions([...args]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // The one error that parsing options alone has: the last argument is an option, and its value is not there.
    const last = args.at(-1) ?? '';
    const option = parser.options.find(({ long, short }) => last === long || last === short);
    const choices = options[option?.name() ?? '']?.choices ?? [];
    const which = choices.length === 0 ? '' : `: ${choices.join(', ')}`;
    throw new UsageError(`${last} needs a value${which}. See nlb-doctor ${name} --help.`);
  }
}

/** By the names of the options; `--no-color` is true where it is given. */
function valuesOf(parser: Parser): Values {
  const given = parser.opts<Record<string, unknown>>();
  const pairs = parser.options.map((option) => {
    const value = given[option.attributeName()];
    return [option.name(), option.negate ? value === false : value] as const;
  });
  return Object.fromEntries(pairs) as Values;
}

function refusePositionals(command: Command, given: readonly string[]): void {
  const needed = command.positionals.filter((name) => !name.startsWith('['));
  if (given.length < needed.length) {
    throw new UsageError(
      `${command.name} needs ${needed.slice(given.length).join(' and ')}: nlb-doctor ${command.name} ${command.positionals.join(' ')}`,
    );
  }
  const surplus = given[command.positionals.length];
  if (surplus !== undefined) throw new UsageError(`${command.name} does not know what to do with "${surplus}".`);
}

function unknownOption(given: string, options: readonly Options[], command?: string): UsageError {
  const word = given.split('=', 1)[0] ?? given;
  const known = [...new Set(options.flatMap((ones) => Object.keys(ones)))].map((name) => `--${name}`);
  const [subject, see] = command === undefined ? ['no command', ''] : [command, ` ${command}`];
  return new UsageError(
    `${subject} has ${command === undefined ? 'an' : 'no'} option ${word}.${nearest(word, known)} See nlb-doctor${see} --help.`,
  );
}

export interface Split {
  /** The first argument that is neither an option nor the value of one. */
  readonly name: string | undefined;
  /** All others, in their order. */
  readonly rest: readonly string[];
}

/**
 * Finds the command where options stand before it, as in `nlb-doctor --region eu-west-1 check`.
 * @throws UsageError for an option that no command has: whether the next argument is its value cannot be known
 */
export function splitAtCommand(args: readonly string[], commands: readonly Pick<Command, 'options'>[]): Split {
  let at = 0;
  while (at < args.length && args[at]?.startsWith('-') && args[at] !== '--') at += hasValueAfter(args[at] ?? '', commands) ? 2 : 1;
  const start = args[at] === '--' ? at + 1 : at;
  return { name: args[start], rest: [...args.slice(0, at), ...args.slice(start + 1)] };
}

function hasValueAfter(given: string, commands: readonly Pick<Command, 'options'>[]): boolean {
  const all = commands.map(allOptionsOf);
  const isLong = given.startsWith('--');
  const word = isLong ? (given.split('=', 1)[0] ?? given).slice(2) : given.slice(1, 2);
  const option = all
    .flatMap((options) => Object.entries(options))
    .find(([name, { short }]) => (isLong ? name === word : short === word))?.[1];
  if (option === undefined) throw unknownOption(given, all);
  const carriesIt = isLong ? given.includes('=') : given.length > 2;
  return option.type === 'string' && !carriesIt;
}
