/** The page for the person on call says what messages really say: every first line has its row, and no row describes a line that is never sent. */

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { headline } from '../../lambda/notify/headline.ts';
import { severityWords } from '../../lambda/notify/words.ts';
import { statusWords } from '../../lambda/report/order.ts';
import { announced, diagnosed, kinds } from '../notify/notifications.ts';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/when-paged.md'), 'utf8');
const firstWords = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, words = '']) => words).filter((words) => words.includes('…'));

/** The page writes `…` for any text, and examples for the name, the counts, the severity and the duration. */
function patternOf(words: string): RegExp {
  const source = words
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('…', '.+')
    .replace('Critical', `(?:${Object.values(severityWords).join('|')})`)
    .replace('NAME', '\\S+')
    .replace(/\d+ of \d+/, '\\d+ of \\d+')
    .replace(/\d+ h\b/, '\\d+ \\w+');
  return new RegExp(`^${source}$`);
}

const [loadBalancer] = diagnosed('seed-incident').loadBalancers;
const headlines = kinds.map((kind) => headline(announced(loadBalancer ?? null, kind)));

test.each(headlines)('has a row for: %s', (line) => {
  expect(firstWords.filter((words) => patternOf(words).test(line))).not.toEqual([]);
});

test.each(firstWords)('is sent: %s', (words) => {
  expect(headlines.filter((line) => patternOf(words).test(line))).not.toEqual([]);
});

test('every status, severity and confidence is explained', () => {
  for (const word of Object.values(statusWords)) expect(page).toContain(`| \`${word}\` |`);
  for (const word of ['critical', 'high', 'warning']) expect(page).toContain(`| ${word} |`);
  for (const word of ['certain', 'likely', 'possible']) expect(page).toContain(`| \`${word}\` |`);
});
