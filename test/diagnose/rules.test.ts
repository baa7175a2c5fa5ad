/** The tables of the rules: each rule alone says of each world of its table what the table says. */

import { describe, expect, test } from '@jest/globals';
import { ruleTables } from '../../lab/worlds/rules/index.ts';
import { ruleCasesOf } from '../../lab/worlds/rules/table.ts';
import { rules } from '../../lambda/diagnose/rules/index.ts';
import { wordFor } from './rules/lookAt.ts';

const withCases = ruleTables.filter((table) => ruleCasesOf(table).size > 0);

describe.each(withCases.map((table) => [table.rule, table] as const))('%s', (id, table) => {
  const rule = rules.find((one) => one.id === id);

  test.each([...ruleCasesOf(table)])('%s', (_, { world, says }) => {
    if (rule === undefined) throw new Error(`there is no rule ${id}`);
    expect(wordFor(rule, world())).toBe(says);
  });
});

test('each rule has a world in which it speaks, a twin, and a case in which it stays silent or cannot tell', () => {
  const incomplete = ruleTables.filter(
    ({ speaks, silent }) => Object.keys(speaks).length === 0 || !Object.keys(silent).some((name) => name.startsWith('twin')),
  );
  expect(incomplete.map(({ rule }) => rule)).toEqual([]);
});
