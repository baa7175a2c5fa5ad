/** The help texts, made from the commands themselves. */

import { readFileSync } from 'node:fs';
import { builtVersion } from './built.ts';
import type { Command, Option } from './command.ts';
import { commands } from './commands/index.ts';

const intro = `nlb-doctor tells why the targets of an AWS Network Load Balancer are unhealthy
when a Kubernetes Service served by Cilium stands behind it. It reads and tells; it never changes anything.
`;

export const usage = (): string =>
  `${intro}\nUsage: nlb-doctor COMMAND [options]\n\n${commands.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}`).join('\n')}\n
Exit status: 0 nothing at or above --fail-on, 1 there is, 2 wrong usage or settings, 3 what it needs could not be read.
nlb-doctor COMMAND --help tells the options of a command.
`;

export function helpOf(command: Command): string {
  const options = Object.entries(command.options).map(([name, option]) => row(name, option));
  const head = `Usage: nlb-doctor ${[command.name, ...command.positionals].join(' ')}${options.length > 0 ? ' [options]' : ''}`;
  return `${head}\n\n${command.summary}\n${options.length > 0 ? `\n${options.join('\n')}\n` : ''}`;
}

function row(name: string, option: Option): string {
  const left = `--${name}${option.type === 'string' ? ` ${option.choices?.join('|') ?? option.value ?? 'VALUE'}` : ''}`;
  return left.length > 30 ? `  ${left}\n${' '.repeat(34)}${option.help}` : `  ${left.padEnd(32)}${option.help}`;
}

/** Built in, or from package.json beside the sources. */
export function version(): string {
  if (builtVersion !== undefined) return builtVersion;
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
