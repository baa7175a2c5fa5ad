/** Markdown for tickets: its outline is the report's own, whatever the names are. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { consoleLink } from '../../lambda/report/links.ts';
import { markdownReport } from '../../lambda/report/markdown.ts';
import { down, fleet, notRestarted, seed } from './fixture.ts';
import { hostile, poisoned } from './hostile.ts';

/** Lines outside fenced blocks; throws where a fence is never closed. */
function prose(text: string): readonly string[] {
  const outside: string[] = [];
  let fence: string | null = null;
  for (const line of text.split('\n')) {
    const run = /^`{3,}/.exec(line)?.[0];
    if (fence === null && run !== undefined) fence = run;
    else if (fence === null) outside.push(line);
    else if (line === fence) fence = null;
  }
  if (fence !== null) throw new Error('a fence is never closed');
  return outside;
}

/** The kind of each line that is not a paragraph. */
const outline = (text: string) =>
  prose(text).flatMap((line) => /^(?:#+ |- |\| |\d+\. |>|~~~|---|===)/.exec(line)?.[0] ?? (line === '' ? [] : ['paragraph']));

const cells = (line: string) => line.split(/(?<!\\)\|/).length;

describe('the Markdown report', () => {
  test('of the seed incident is what a person should read', () => {
    expect(markdownReport(seed)).toBe(readFileSync(join(import.meta.dirname, 'golden/seed.md'), 'utf8'));
  });

  test('says the cause of each of several first', () => {
    expect(markdownReport(fleet).split('\n').slice(0, 4)).toEqual([
      '| status | load balancer | cause |',
      '| --- | --- | --- |',
      `| DOWN | k8s-gateway-ciliumga-e070c533ae | ${notRestarted.title} |`,
      '| DEGRADED | puzzling | no rule explains it |',
    ]);
  });

  test('has the same outline whatever the names are', () => {
    const expected = outline(markdownReport(poisoned(fleet, () => 'plain')));
    fc.assert(
      fc.property(hostile, (text) => {
        const bad = poisoned(fleet, () => `a${text}b`);
        expect(outline(markdownReport(bad))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('has neither markup, mention nor link of a stranger', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const lines = prose(markdownReport(poisoned(fleet, () => `a${text}b`)));
        const strange = lines.filter((line) =>
          /<(?!https:\/\/(?:docs\.cilium\.io|gateway-api\.sigs\.k8s\.io)\/)|(?<!\\)(?:\\\\)*!?\[[^\]]*\]\(|@\w|www\.\w/.test(line),
        );
        expect(strange).toEqual([]);
        expect(lines.filter((line) => line.startsWith('| ') && ![3, 4, 5, 6].includes(cells(line)))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('links to nothing but https', () => {
    const references = ['javascript:alert(1)', 'https://good.example/page', 'https://bad.example/)[x](y)'];
    const [one] = seed.loadBalancers;
    const report = markdownReport({
      ...seed,
      loadBalancers: one === undefined ? [] : [{ ...one, findings: [{ ...notRestarted, references }] }],
    });
    expect(report.match(/<[a-z]+:[^>]*>/g)).toEqual([`<${consoleLink(down.arn)?.address}>`, '<https://good.example/page>']);
  });
});
