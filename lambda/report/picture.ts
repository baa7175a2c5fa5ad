/** The path picture: from the internet through the load balancer to the pods, with the break where it is. */

import type { LoadBalancerDiagnosis, PathHop } from '../diagnose/diagnosis.ts';
import { shortened, singleLine } from './escape.ts';

const labels: Readonly<Record<PathHop['hop'], string>> = {
  'load-balancer': 'Load balancer',
  listener: 'Listener',
  'target-group': 'Target groups',
  network: 'Network',
  'node-port': 'Node port',
  envoy: 'Envoy',
  route: 'Route',
  backend: 'Back ends',
};

export interface PictureRow {
  readonly label: string;
  readonly text: string;
  readonly state: PathHop['state'] | 'start';
}

/** The rows of the picture, top to bottom. */
export function pictureRows({ path, scheme }: LoadBalancerDiagnosis): readonly PictureRow[] {
  const start = { label: scheme.actual === 'internal' ? 'Clients in the VPC' : 'Internet', text: '', state: 'start' as const };
  return [start, ...path.map(({ hop, text, state }) => ({ label: labels[hop], text: singleLine(text), state }))];
}

const marks: Readonly<Record<PictureRow['state'], string>> = { start: '', ok: 'ok', unknown: '?', broken: 'BREAKS HERE' };
const labelWidth = 20;

/** Lines of at most `columns` characters; `paint` colours a row by its state. */
export function picture(
  diagnosis: LoadBalancerDiagnosis,
  columns: number,
  paint: (text: string, state: PictureRow['state']) => string,
): readonly string[] {
  return pictureRows(diagnosis).flatMap((row) => {
    const arrow = row.state === 'start' ? [] : [`  ${row.state === 'broken' ? 'X' : '|'}`];
    const room = columns - 4 - labelWidth;
    const words = row.state === 'broken' ? wrapped(`${row.text}`, room) : [shortened(row.text, room - marks[row.state].length - 3)];
    const [first = '', ...rest] = words;
    const mark = marks[row.state] === '' ? '' : row.state === 'broken' ? '' : `  (${marks[row.state]})`;
    const head = `  ${row.label.padEnd(labelWidth)}${first}${mark}`.trimEnd();
    const lines = [head, ...rest.map((line) => `  ${' '.repeat(labelWidth)}${line}`)];
    const banner = row.state === 'broken' ? [`  X ---- ${marks.broken} ${'-'.repeat(Math.max(0, columns - 26))}`] : arrow;
    return [...banner, ...lines].map((line) => paint(line, row.state));
  });
}

/** Words on lines of at most `width` characters; a longer word is cut. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).flatMap((one) => pieces(one, width))) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function pieces(word: string, width: number): readonly string[] {
  const count = Math.ceil(word.length / width);
  return count <= 1 ? [word] : Array.from({ length: count }, (_, at) => word.slice(at * width, (at + 1) * width));
}
