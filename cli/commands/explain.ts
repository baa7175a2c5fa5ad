/** `nlb-doctor explain RULE`: the page of a rule, as text on a terminal, and as docs/rules holds it elsewhere. */

import { rulePage } from '../../lambda/diagnose/page.ts';
import { ruleText } from '../../lambda/report/ruleText.ts';
import { type Command, text } from '../command.ts';
import { ruleNamed } from '../ruleNamed.ts';

const outputs = ['text', 'markdown'] as const;

export const explain: Command = {
  name: 'explain',
  summary: "a rule's page: what it says, what it looks at, what to do",
  positionals: ['RULE'],
  options: {
    output: {
      type: 'string',
      short: 'o',
      value: 'FORMAT',
      choices: outputs,
      help: 'how to print the page (default text on a terminal, else markdown)',
    },
  },
  run: ({ positionals: [given = ''], values, console }) => {
    const rule = ruleNamed(given);
    const output = text(values, 'output') ?? (console.isTerminal ? 'text' : 'markdown');
    const options = { colour: console.hasColour, verbose: true, columns: console.isTerminal ? console.columns : 80 };
    console.print(output === 'text' ? ruleText(rule, options) : rulePage(rule));
    return 0;
  },
};
