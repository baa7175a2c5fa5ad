/** `nlb-doctor explain RULE`: the page of a rule, as docs/rules holds it. */

import { rulePage } from '../../lambda/diagnose/page.ts';
import { rules } from '../../lambda/diagnose/rules/index.ts';
import { type Command, UsageError } from '../command.ts';
import { nearest } from '../nearest.ts';

export const explain: Command = {
  name: 'explain',
  summary: "a rule's page: what it says, what it looks at, what to do",
  positionals: ['RULE'],
  options: {},
  run: ({ positionals: [id = ''], console }) => {
    const rule = rules.find((one) => one.id === id);
    if (rule === undefined) {
      const known = rules.map((one) => one.id);
      throw new UsageError(`there is no rule "${id}".${nearest(id, known)} nlb-doctor rules lists them all.`);
    }
    console.print(rulePage(rule));
    return 0;
  },
};
