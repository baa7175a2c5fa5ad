/** `nlb-doctor rules`: every rule by id, with what it says. */

import { rules as allRules } from '../../lambda/diagnose/rules/index.ts';
import { type Command, text } from '../command.ts';

export const rules: Command = {
  name: 'rules',
  summary: 'list all rules',
  positionals: [],
  options: {
    output: {
      type: 'string',
      short: 'o',
      value: 'FORMAT',
      default: 'text',
      choices: ['text', 'json'],
      help: 'how to print them (default text)',
    },
  },
  run: ({ values, console }) => {
    const rows = allRules.map(({ id, title, severity, hop }) => ({ id, severity, hop, title }));
    console.print(text(values, 'output') === 'json' ? `${JSON.stringify(rows, null, 2)}\n` : asText(rows));
    return 0;
  },
};

function asText(rows: readonly { readonly id: string; readonly severity: string; readonly title: string }[]): string {
  const width = Math.max(...rows.map(({ id }) => id.length)) + 2;
  return `${rows.map(({ id, severity, title }) => `${id.padEnd(width)}${severity.padEnd(10)}${title}`).join('\n')}\n`;
}
