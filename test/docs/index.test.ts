/** docs/README.md lists every page once, so that a page cannot be written and never found. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const docs = resolve(import.meta.dirname, '../../docs');
const linksOf = (page: string) => [...readFileSync(join(docs, page), 'utf8').matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);

test('the index lists every page once', () => {
  const pages = readdirSync(docs).filter((name) => name.endsWith('.md') && name !== 'README.md');
  const listed = linksOf('README.md').filter((target) => !target.includes('/'));
  expect(listed.toSorted()).toEqual(pages.toSorted());
});

test('every claim about other tools has a source, and every source is used', () => {
  const text = readFileSync(join(docs, 'compared.md'), 'utf8');
  const [table = '', sources = ''] = text.split('## Sources');
  const cited = new Set([...table.matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number)));
  const listed = [...sources.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
  expect(listed).toEqual(listed.map((_, at) => at + 1));
  expect([...cited].toSorted((a, b) => a - b)).toEqual(listed);
});
