/** The picture at the top of the README: the first screen of the seed incident's report, as a terminal shows it. Written by `npm run docs`. */

import { join } from 'node:path';
import { diagnose } from '../lambda/diagnose/diagnose.ts';
import { html } from '../lambda/report/escape.ts';
import { textReport } from '../lambda/report/text.ts';
import { readSnapshot } from '../lambda/snapshot/read.ts';
import { joinTopology } from '../lambda/topology/join.ts';

const scenario = 'scenarios/seed-incident';
/** Size of the terminal in characters: most commands of a fix fit on one line. The report keeps its prose narrower. */
const [columns, rows] = [116, 38];
export const proseColumns = 96;
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
  const lines = [[span(`$ npx nlb-doctor replay ${scenario}`)], [], ...firstScreen(report())];
  const width = Math.round(columns * characterWidth + 2 * margin);
  const height = bar + lines.length * lineHeight + 2 * margin;
  const body = lines.map((line, at) => textElement(line, bar + margin + at * lineHeight + fontSize));
  const headline = plain(lines[2] ?? []).replace(/\s+/g, ' ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="${fontSize}" fill="${colours.text}" style="white-space:pre">`,
    `<title>${html(`A diagnosis in a terminal: ${headline}`)}</title>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${colours.page}" stroke="${colours.edge}"/>`,
    `<path d="M1 ${bar}V9a8 8 0 0 1 8-8H${width - 9}a8 8 0 0 1 8 8V${bar}z" fill="${colours.bar}"/>`,
    ...[20, 38, 56].map((x) => `<circle cx="${x}" cy="${bar / 2}" r="5" fill="${colours.edge}"/>`),
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

const report = (): string =>
  textReport(diagnose(joinTopology(readSnapshot(join(import.meta.dirname, '..', scenario)))), {
    colour: true,
    verbose: false,
    columns: proseColumns,
  });

interface Rendition {
  readonly colour: string;
  readonly isBold: boolean;
  readonly isDim: boolean;
}

/** Text in one colour and weight; a line is a list of them. */
interface Span extends Rendition {
  readonly text: string;
}

const normal: Rendition = { colour: '', isBold: false, isDim: false };
const span = (text: string, rendition = normal): Span => ({ ...rendition, text });
const plain = (line: readonly Span[]): string => line.map(({ text }) => text).join('');

/** As much as fits on the screen, up to the end of a paragraph. */
function firstScreen(text: string): readonly (readonly Span[])[] {
  const lines = text.trimEnd().split('\n').map(spansOf).flatMap(asTerminalWraps);
  if (lines.length <= rows) return lines;
  const end = lines.slice(0, rows).findLastIndex((line) => plain(line) === '');
  return lines.slice(0, end > 0 ? end : rows);
}

/** ECMA-48, Select Graphic Rendition: the only control sequences in a report. */
const sequence = /\u001b\[([\d;]*)m/;

function spansOf(line: string): readonly Span[] {
  const [start = '', ...pieces] = line.split(sequence);
  const spans = [span(start)];
  let rendition = normal;
  for (let at = 0; at < pieces.length; at += 2) {
    rendition = (pieces[at] ?? '').split(';').map(Number).reduce(applied, rendition);
    spans.push(span(pieces[at + 1] ?? '', rendition));
  }
  return spans.filter(({ text }) => text !== '');
}

function applied(before: Rendition, code: number): Rendition {
  if (code === 0) return normal;
  if (code === 1) return { ...before, isBold: true };
  if (code === 2) return { ...before, isDim: true };
  if (code === 22) return { ...before, isBold: false, isDim: false };
  if (code === 39) return { ...before, colour: '' };
  return { ...before, colour: foregrounds.get(code) ?? before.colour };
}

/** A terminal breaks what is longer than a line anywhere. */
function asTerminalWraps(line: readonly Span[]): readonly (readonly Span[])[] {
  const [first, rest] = [cut(line, 0, columns), cut(line, columns, Number.POSITIVE_INFINITY)];
  return rest.length === 0 ? [first] : [first, ...asTerminalWraps(rest)];
}

/** The characters from `start` to before `end`. */
function cut(line: readonly Span[], start: number, end: number): readonly Span[] {
  let at = 0;
  return line.flatMap((one) => {
    const text = one.text.slice(Math.max(0, start - at), Math.max(0, end - at));
    at += one.text.length;
    return text === '' ? [] : [{ ...one, text }];
  });
}

const textElement = (line: readonly Span[], y: number): string =>
  `<text x="${margin}" y="${y}" xml:space="preserve">${line.map(spanElement).join('')}</text>`;

function spanElement({ text, colour, isBold, isDim }: Span): string {
  const fill = colour === '' && isDim ? colours.dim : colour;
  const attributes = `${fill === '' ? '' : ` fill="${fill}"`}${isBold ? ' font-weight="700"' : ''}`;
  return attributes === '' ? html(text) : `<tspan${attributes}>${html(text)}</tspan>`;
}
