/** The path picture: from the internet through the load balancer to the pods, with the break where it is. */

import type { LoadBalancerDiagnosis, PathHop } from '../diagnose/diagnosis.ts';
import { shortened, singleLine } from './escape.ts';
import { wrapped } from './wrap.ts';

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
export const pictureRows = ({ path, scheme }: LoadBalancerDiagnosis): readonly PictureRow[] => [
  startOf(scheme),
  ...path.map(({ hop, text, state }) => ({ label: labels[hop], text: singleLine(text), state })),
];

function startOf({ actual, requested }: LoadBalancerDiagnosis['scheme']): PictureRow {
  if (actual !== 'internal') return { label: 'Internet', text: '', state: 'start' };
  if (requested === 'internet-facing') return { label: 'Internet', text: 'kept out: the load balancer is internal', state: 'start' };
  return { label: 'Clients in the VPC', text: '', state: 'start' };
}

const marks: Readonly<Record<PictureRow['state'], string>> = {
  start: '',
  ok: 'ok',
  failing: 'failing',
  unknown: '?',
  broken: 'BREAKS HERE',
};
const labelWidth = 20;

/** Lines of at most `columns` characters (40 at least); `paint` colours a row by its state. Dense: only the break has a line of its own. */
export const picture = (
  diagnosis: LoadBalancerDiagnosis,
  columns: number,
  paint: (text: string, state: PictureRow['state']) => string,
  form: 'linked' | 'dense' = 'linked',
): readonly string[] =>
  pictureRows(diagnosis).flatMap((row) => {
    const link = form === 'linked' || row.state === 'broken' ? linkTo(row, columns) : [];
    return [...link, ...rowLines(row, columns)].map((line) => paint(line, row.state));
  });

/** The line from the hop before: whole, or broken. */
function linkTo({ state }: PictureRow, columns: number): readonly string[] {
  if (state === 'start') return [];
  return [state === 'broken' ? `  X ---- ${marks.broken} ${'-'.repeat(Math.max(0, columns - 26))}` : '  |'];
}

/** Only where it breaks all is said; elsewhere a line is enough. */
function rowLines({ label, text, state }: PictureRow, columns: number): readonly string[] {
  const room = columns - labelWidth - 4;
  const mark = state === 'start' || state === 'broken' ? '' : `  (${marks[state]})`;
  const [first = '', ...rest] = state === 'broken' ? wrapped(text, room) : [shortened(text, room - mark.length)];
  return [`  ${label.padEnd(labelWidth)}${first}${mark}`.trimEnd(), ...rest.map((line) => `  ${' '.repeat(labelWidth)}${line}`)];
}
