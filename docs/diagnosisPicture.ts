/** The picture at the top of the README: the first screen of the seed incident's report, as a terminal shows it. Written by `npm run docs`. */

import { join } from 'node:path';
import { diagnose } from '../lambda/diagnose/diagnose.ts';
import { html } from '../lambda/report/escape.ts';
import { textReport } from '../lambda/report/text.ts';
import { readSnapshot } from '../lambda/snapshot/read.ts';
import { joinTopology } from '../lambda/topology/join.ts';

const scenario = 'scenarios/seed-incident';
/** Size of the terminal in characters. */
const columns = 88;
const rows = 42;
/** Pixels. A character of the usual monospaced fonts is 0.6 of its size wide. */
const [fontSize, lineHeight, margin, bar] = [14, 19, 18, 30];
const characterWidth = fontSize * 0.605;

/** Dark in either theme of the page around it: contrast of every colour with the background is above 7 to 1. */
const colours = { page: '#0d1117', bar: '#21262d', edge: '#3d444d', text: '#e6edf3', dim: '#9da7b3' } as const;
const foregrounds: ReadonlyMap<number, string> = new Map([
  [31, '#ff8b82'],
  [32, '#5fd070'],
  [33, '#e6b450'],
  [36, '#6cd6e5'],
]);

export function diagnosisPicture(): string {
  const lines = [`$ npx nlb-doctor replay ${scenario}`, '', ...firstScreen(report())];
  const width = Math.round(columns * characterWidth + 2 * margin);
  const height = bar + lines.length * lineHeight + 2 * margin;
  const body = lines.map((line, at) => textElement(line, bar + margin + at * lineHeight + fontSize));
  const [headline = ''] = lines.slice(2).map((line) => plain(line));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="${fontSize}" fill="${colours.text}" style="white-space:pre">`,
    `<title>${html(`A diagnosis in a terminal: ${headline.replace(/\s+/g, ' ')}`)}</title>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${colours.page}" stroke="${colours.edge}"/>`,
    `<path d="M1 ${bar}V9a8 8 0 0 1 8-8H${width - 9}a8 8 0 0 1 8 8V${bar}z" fill="${colours.bar}"/>`,
    ...[20, 38, 56].map((x) => `<circle cx="${x}" cy="${bar / 2}" r="5" fill="${colours.edge}"/>`),
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

const report = (): string =>
  textReport(diagnose(joinTopology(readSnapshot(join(import.meta.dirname, '..', scenario)))), { colour: true, verbose: false, columns });

/** As much as fits on the screen, up to the end of a paragraph. */
function firstScreen(text: string): readonly string[] {
  const lines = text.trimEnd().split('\n').flatMap(asTerminalWraps);
  if (lines.length <= rows) return lines;
  const end = lines.slice(0, rows).findLastIndex((line) => plain(line) === '');
  return lines.slice(0, end > 0 ? end : rows);
}

/** A terminal breaks what is longer than a line anywhere; such lines are commands, which are not coloured. */
function asTerminalWraps(line: string): readonly string[] {
  if (plain(line).length <= columns) return [line];
  const text = plain(line);
  return Array.from({ length: Math.ceil(text.length / columns) }, (_, at) => text.slice(at * columns, (at + 1) * columns));
}

/** ECMA-48, Select Graphic Rendition: the only control sequences in a report. */
const rendition = /\u001b\[([\d;]*)m/g;

const plain = (line: string): string => line.replace(rendition, '');

/** One line; a change of colour or weight is a span in it. */
function textElement(line: string, y: number): string {
  const [start = '', ...pieces] = line.split(rendition);
  let [open, spans] = [{ colour: '', isBold: false, isDim: false }, html(start)];
  for (let at = 0; at < pieces.length; at += 2) {
    open = (pieces[at] ?? '').split(';').map(Number).reduce(applied, open);
    spans += span(pieces[at + 1] ?? '', open);
  }
  return `<text x="${margin}" y="${y}" xml:space="preserve">${spans}</text>`;
}

interface Rendition {
  readonly colour: string;
  readonly isBold: boolean;
  readonly isDim: boolean;
}

function applied(before: Rendition, code: number): Rendition {
  if (code === 0) return { colour: '', isBold: false, isDim: false };
  if (code === 1) return { ...before, isBold: true };
  if (code === 2) return { ...before, isDim: true };
  if (code === 22) return { ...before, isBold: false, isDim: false };
  if (code === 39) return { ...before, colour: '' };
  return { ...before, colour: foregrounds.get(code) ?? before.colour };
}

function span(text: string, { colour, isBold, isDim }: Rendition): string {
  const fill = colour === '' && isDim ? colours.dim : colour;
  const attributes = `${fill === '' ? '' : ` fill="${fill}"`}${isBold ? ' font-weight="700"' : ''}`;
  return text === '' || attributes === '' ? html(text) : `<tspan${attributes}>${html(text)}</tspan>`;
}
