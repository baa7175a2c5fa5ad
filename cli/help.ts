/** The help texts, made from the commands themselves. */

import { readFileSync } from 'node:fs';
import { Command as Parser } from 'commander';
import { builtVersion } from './built.ts';
import type { Command } from './command.ts';
import { commands } from './commands/index.ts';
import type { Console } from './console.ts';
import { examplesOf } from './examples.ts';
import { parserOf } from './parse.ts';

const intro =
  'Tells why the targets of an AWS Network Load Balancer are unhealthy when a Kubernetes Service served by Cilium stands behind it. It reads and reports; it never changes anything.';

const statuses = `
Exit status:
  0    nothing at or above --fail-on
  1    findings at or above --fail-on
  2    wrong usage or settings
  3    what it needs could not be read, or the answer could not be written
  130  interrupted (143 by SIGTERM)
  141  the reader of the output left before there was an answer
`;

const more = `
nlb-doctor COMMAND --help prints the options of a command, with examples.
Options may stand before or after the command.
`;

export function usage(console: Pick<Console, 'columns'>): string {
  const program = new Parser('nlb-doctor').usage('COMMAND [options]').description(intro).helpOption('-h, --help', 'print this help');
  program.version(version(), '-V, --version', 'print the version').helpCommand('help [COMMAND]', 'print the help of a command');
  for (const { name, summary } of commands) program.command(name).description(summary).helpOption(false);
  return `${textOf(program, console)}${statuses}${more}`;
}

export function helpOf(command: Command, console: Pick<Console, 'columns'>): string {
  const parser = parserOf(command).name(`nlb-doctor ${command.name}`).description(command.summary);
  const positionals = command.positionals.length === 0 ? '' : ` ${command.positionals.join(' ')}`;
  const text = textOf(parser.usage(`${positionals.trim()} [options]`.trim()), console);
  const shown = examplesOf(command.name).map(({ line, does }) => `  # ${does}\n  ${line}\n`);
  return `${text}\nExamples:\n${shown.join('\n')}`;
}

/** Arguments are in the usage line already; subcommands are listed by their bare names. */
const textOf = (parser: Parser, { columns }: Pick<Console, 'columns'>): string =>
  parser
    .configureHelp({
      helpWidth: columns,
      visibleArguments: () => [],
      subcommandTerm: (subcommand) => subcommand.name(),
      optionDescription: ({ description, argChoices }) => `${description}${argChoices === undefined ? '' : `: ${argChoices.join(', ')}`}`,
    })
    .helpInformation();

/** Built in, or from package.json beside the sources. */
export function version(): string {
  if (builtVersion !== undefined) return builtVersion;
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
