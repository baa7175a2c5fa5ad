/** A Slack message as a terminal can show it: what people would see, without Slack. */

import { styleText } from 'node:util';
import type { KnownBlock } from '@slack/types';
import { terminal } from '../lambda/report/escape.ts';

export function slackPreview(blocks: readonly KnownBlock[], hasColour: boolean): string {
  const paint = (text: string) => (hasColour ? styleText('bold', text) : text);
  const lines = blocks.flatMap((block) => [...linesOf(block, paint), '']);
  return `${lines.map((line) => `  | ${line}`.trimEnd()).join('\n')}\n`;
}

function linesOf(block: KnownBlock, paint: (text: string) => string): readonly string[] {
  if (block.type === 'header') return [paint(terminal(block.text.text))];
  if (block.type === 'context')
    return [block.elements.flatMap((element) => ('text' in element ? [shown(String(element.text))] : [])).join(' ')];
  if (block.type !== 'section') return [];
  const fields = (block.fields ?? []).map(({ text }) => shown(text).split('\n'));
  const rows = fields.map(([label = '', ...value]) => `${label}: ${value.join(' ')}`);
  return [...(block.text === undefined ? [] : shown(block.text.text).split('\n')), ...rows];
}

/** Entities back to characters, links as their text, bold and code marks away. */
const shown = (text: string): string =>
  terminal(
    text
      .replace(/<(https:[^|>]+)\|([^>]+)>/g, '$2')
      .replace(/\*([^*\n]+)\*/g, '$1')
      .replace(/```/g, '\n')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&amp;/g, '&'),
  ).trim();
