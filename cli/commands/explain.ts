/** `nlb-doctor explain RULE`: the page of a rule, as text on a terminal, and as docs/rules holds it elsewhere. */

import { rulePage } from '../../lambda/diagnose/page.ts';
import type { Rule } from '../../lambda/diagnose/rule.ts';
import { rules } from '../../lambda/diagnose/rules/index.ts';
import { singleLine } from '../../lambda/report/escape.ts';
import { ruleText } from '../../lambda/report/ruleText.ts';
import { type Command, text, UsageError } from '../command.ts';
import { nearest } from '../nearest.ts';

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

/** By its id, or by what stands behind the area in it. @throws UsageError */
function ruleNamed(given: string): Rule {
  const found = rules.filter(({ id }) => id === given || id.endsWith(`/${given}`));
  const [rule] = found;
  if (rule !== undefined && found.length === 1) return rule;
  const known = rules.map(({ id }) => id);
  throw new UsageError(`there is no rule "${singleLine(given)}".${nearest(given, known)} nlb-doctor rules lists them all.`);
}
