/** The path picture as SVG, for HTML and a dashboard: no script, no font to fetch, readable on dark and light. */

import type { LoadBalancerDiagnosis } from '../diagnose/diagnosis.ts';
import { html, shortened } from './escape.ts';
import { pictureRows } from './picture.ts';

const rowHeight = 44;
const width = 720;
const colours = { start: '#7b8794', ok: '#2f9e44', failing: '#e8590c', unknown: '#b08000', broken: '#e03131' } as const;
const words = { start: '', ok: 'ok', failing: 'failing', unknown: 'not proven', broken: 'breaks here' } as const;
/** Characters of 13px text that fit beside the label. */
const room = 68;

export function svgPicture(diagnosis: LoadBalancerDiagnosis): string {
  const rows = pictureRows(diagnosis);
  const height = rows.length * rowHeight + 8;
  const body = rows.map((row, at) => {
    const y = at * rowHeight + 4;
    const colour = colours[row.state];
    const line =
      at === 0
        ? ''
        : `<line x1="24" y1="${y - 14}" x2="24" y2="${y}" stroke="${colour}" stroke-width="3"${row.state === 'broken' ? ' stroke-dasharray="3 4"' : ''}/>`;
    const box = `<rect x="4" y="${y}" width="${width - 8}" height="30" rx="4" fill="${colour}" fill-opacity="0.12" stroke="${colour}"/>`;
    const label = `<text x="14" y="${y + 20}" font-weight="600">${html(row.label)}</text>`;
    const text = `<text x="130" y="${y + 20}">${html(shortened(row.text, room))}<title>${html(row.text)}</title></text>`;
    const state = `<text x="${width - 14}" y="${y + 20}" text-anchor="end" fill="${colour}">${words[row.state]}</text>`;
    return `${line}${box}${label}${text}${state}`;
  });
  const title = `Path of ${diagnosis.name}: ${rows.map(({ label, state }) => `${label} ${words[state]}`).join(', ')}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${width} ${height}" width="100%" style="max-width:${width}px" font-family="system-ui,sans-serif" font-size="13" fill="currentColor"><title>${html(title)}</title>${body.join('')}</svg>`;
}
