/** The same word is the file's name, the rule's id, its table and its docs page. */

import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { stale } from '../../docs/generate.ts';
import { ruleTables } from '../../lab/worlds/rules/index.ts';
import { rules } from '../../lambda/diagnose/rules/index.ts';

const root = resolve(import.meta.dirname, '../..');
const there = (path: string) => existsSync(join(root, path));

describe('a rule', () => {
  test.each(rules.map(({ id }) => [id]))('%s has a file, a table and a page of its name', (id) => {
    expect({
      file: there(`lambda/diagnose/rules/${id}.ts`),
      table: there(`lab/worlds/rules/${id}.ts`) && ruleTables.some(({ rule }) => rule === id),
      page: there(`docs/rules/${id}.md`),
    }).toEqual({ file: true, table: true, page: true });
  });

  test('is listed once', () => {
    const ids = rules.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  test('that is a file is listed', () => {
    const files = ['cilium', 'kubernetes', 'gateway', 'aws'].flatMap((area) =>
      readdirSync(join(root, 'lambda/diagnose/rules', area))
        .filter((name) => /^[a-z0-9-]+\.ts$/.test(name))
        .map((name) => `${area}/${name.slice(0, -3)}`),
    );
    expect(files.toSorted()).toEqual(rules.map(({ id }) => id as string).toSorted());
  });

  test('refers only to rules that exist', () => {
    const ids = new Set<string>(rules.map(({ id }) => id));
    const dangling = rules.flatMap(({ id, specialCaseOf = [], consequenceOf = [] }) =>
      [...specialCaseOf, ...consequenceOf].filter((other) => !ids.has(other)).map((other) => `${id} refers to ${other}`),
    );
    expect(dangling).toEqual([]);
  });

  test.each(rules.map((rule) => [rule.id, rule] as const))('%s says everything a reader needs', (_, rule) => {
    expect(rule.title).toMatch(/^\S.{20,}[^.]$/);
    expect(rule.explanation.length).toBeGreaterThan(80);
    expect(rule.silentWhen.length).toBeGreaterThan(15);
    expect(rule.references.length).toBeGreaterThan(0);
    expect(rule.references.every((address) => address.startsWith('https://'))).toBe(true);
    expect(rule.reads.length).toBeGreaterThan(0);
  });
});

test('docs/rules is what the rules say', () => {
  expect(stale()).toEqual([]);
});
