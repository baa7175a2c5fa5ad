/** `nlb-doctor preflight`: can it read what it needs, what is missing, and the exact grant. */

import { type Check, preflight as runPreflight } from '../../lambda/collect/preflight.ts';
import { singleLine, terminal } from '../../lambda/report/escape.ts';
import type { Command } from '../command.ts';
import { endProgress, requestOf, selectionOptions } from '../selection.ts';

export const preflight: Command = {
  name: 'preflight',
  summary: 'try what has to be read, and print the exact grant for what is missing',
  positionals: [],
  options: selectionOptions,
  run: async ({ values, console }) => {
    const { checks, warnings } = await runPreflight(await requestOf(values, console));
    endProgress(console);
    console.print(checks.map(row).join(''));
    for (const warning of warnings) console.print(`warning: ${singleLine(warning)}\n`);
    const missing = checks.filter(({ allowed }) => allowed !== true);
    console.print(grants(missing));
    return missing.length > 0 ? 3 : 0;
  },
};

function row({ what, region, cluster, allowed, error }: Check): string {
  const word = allowed === true ? 'ok' : allowed === false ? 'denied' : 'unknown';
  const where = cluster === undefined ? region : `${region} ${cluster}`;
  return `${singleLine(`${word.padEnd(9)}${where.padEnd(32)}${what}${error === undefined ? '' : `: ${error}`}`)}\n`;
}

/** Each grant once, as something to paste. */
function grants(missing: readonly Check[]): string {
  const texts = [...new Set(missing.flatMap(({ grant }) => grant ?? []))];
  if (missing.length === 0) return '\nEverything nlb-doctor needs can be read.\n';
  return `\nWhat would allow it:\n${texts.map((text) => `\n${terminal(text)}\n`).join('')}`;
}
