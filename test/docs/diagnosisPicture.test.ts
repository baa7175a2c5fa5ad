/** The picture of the README is the report, word for word, and readable wherever it is shown. */

import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { diagnosisPicture, proseColumns } from '../../docs/diagnosisPicture.ts';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import { textReport } from '../../lambda/report/text.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { joinTopology } from '../../lambda/topology/join.ts';

const svg = diagnosisPicture();
const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
const lines = [...svg.matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, content = '']) =>
  content.replace(/<[^>]+>/g, '').replace(/&(?:lt|gt|quot|amp|#39);/g, (entity) => entities[entity] ?? entity),
);

test('it shows the report of the seed incident, line by line, from its first line to the end of a paragraph', () => {
  const folder = join(resolve(import.meta.dirname, '../..'), 'scenarios/seed-incident');
  const report = textReport(diagnose(joinTopology(readSnapshot(folder))), { colour: false, verbose: false, columns: proseColumns });
  const [command, empty, ...screen] = lines;
  expect([command, empty]).toEqual(['$ npx nlb-doctor replay scenarios/seed-incident', '']);
  expect(screen.length).toBeGreaterThan(10);
  // Lines that are too long for the terminal are broken, so the comparison is without line ends.
  const text = screen.join('');
  expect(report.replaceAll('\n', '').slice(0, text.length)).toBe(text);
});

test('no line is wider than the picture, and nothing is fetched or run', () => {
  const width = Number(/ width="(\d+)"/.exec(svg)?.[1]);
  for (const line of lines) expect(line.length * 14 * 0.605).toBeLessThan(width);
  // An address that the report prints is text: nothing in an attribute leads anywhere.
  expect(svg.match(/="https?:[^"]+"/g)).toEqual(['="http://www.w3.org/2000/svg"']);
  expect(svg).not.toMatch(/<script|@import|url\(|href|\u001b/);
  expect(svg.length).toBeLessThan(20_000);
});

test('every colour of the text has a contrast of at least 7 to 1 with the background (WCAG 2.2, success criterion 1.4.6)', () => {
  const background = luminance('#0d1117');
  expect(svg).toContain('fill="#0d1117"');
  const used = new Set([...svg.matchAll(/<(?:tspan|svg)[^>]* fill="(#[0-9a-f]{6})"/g)].map(([, colour = '']) => colour));
  expect(used.size).toBeGreaterThan(1);
  for (const colour of used) expect((luminance(colour) + 0.05) / (background + 0.05)).toBeGreaterThanOrEqual(7);
});

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
