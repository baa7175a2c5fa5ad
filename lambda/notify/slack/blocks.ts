/** A message as Slack's Block Kit: twelve blocks and six thousand characters at most, shortened part by part; everything that was read is escaped. */

import type { KnownBlock } from '@slack/types';
import { fitted, shortened, singleLine, slackMarkdown, slackPlain, terminal } from '../../report/escape.ts';
import type { Link } from '../../report/links.ts';
import type { Message } from '../message.ts';
import { ownLimits, textsOf } from './limits.ts';

export interface SlackMessage {
  /** Shown by notifications, and read aloud. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** Characters of raw text a part may have; escaping makes `&`, `<` and `>` longer, so the sum is looked at after it. */
interface Room {
  readonly sentence: number;
  readonly line: number;
  readonly lines: number;
  readonly picture: number;
  readonly fix: number;
}

const rooms: readonly Room[] = [
  { sentence: 600, line: 220, lines: 10, picture: 1_400, fix: 1_200 },
  { sentence: 450, line: 160, lines: 6, picture: 1_100, fix: 800 },
  { sentence: 300, line: 120, lines: 4, picture: 800, fix: 500 },
  { sentence: 200, line: 80, lines: 3, picture: 0, fix: 300 },
  { sentence: 100, line: 40, lines: 2, picture: 0, fix: 0 },
];

export function slackMessage(message: Message): SlackMessage {
  const text = slackMarkdown(message.headline);
  const last = rooms.at(-1) as Room;
  for (const room of rooms) {
    const blocks = blocksOf(message, room);
    if (sumOf(blocks) <= ownLimits.sumOfTexts) return { text, blocks };
  }
  return { text, blocks: blocksOf({ ...message, evidence: [], members: [], notes: [] }, last) };
}

/** What is sent where Slack refuses the blocks: our own words only, nothing that was read. */
export const slackPlainMessage = (incidentId: string, status: string): SlackMessage => ({
  text: `nlb-doctor: incident ${incidentId} (${status}). Slack refused the whole message; nlb-doctor incidents shows it.`,
  blocks: [],
});

const sumOf = (blocks: readonly KnownBlock[]) => blocks.flatMap(textsOf).reduce((sum, text) => sum + text.length, 0);

function blocksOf(message: Message, room: Room): readonly KnownBlock[] {
  const { changes } = message;
  return [
    { type: 'header', text: { type: 'plain_text', text: fitted(slackPlain(message.headline), 150), emoji: false } },
    ...fieldsBlock(message),
    ...section([message.cause, ...message.notes].filter((one) => one !== undefined).map((one) => sentence(one, room))),
    ...titled('Load balancers', bullets(message.members, room, 11)),
    ...pictureBlock(message.picture, room),
    ...titled('Evidence', bullets(message.evidence, room, 3)),
    ...(changes === undefined ? [] : titled(changes.title, bullets(changes.lines, room, room.lines))),
    ...section([listed('Ruled out', message.ruledOut, room), listed('Could not be checked', message.notChecked, room)]),
    ...fixBlock(message, room),
    ...section(message.links.length === 0 ? [] : [message.links.map(linked).join('   ')]),
    { type: 'context', elements: [{ type: 'mrkdwn', text: message.context.map((one) => slackMarkdown(singleLine(one))).join(' · ') }] },
  ];
}

function fieldsBlock({ fields }: Message): readonly KnownBlock[] {
  if (fields.length === 0) return [];
  const shown = fields.slice(0, 10).map(([label, value]) => `*${label}*\n${slackMarkdown(shortened(singleLine(value), 200)) || '-'}`);
  return [{ type: 'section', fields: shown.map((text) => ({ type: 'mrkdwn', text })) }];
}

const sentence = (text: string, { sentence: most }: Room) => slackMarkdown(shortened(singleLine(text), most));

function section(texts: readonly string[]): readonly KnownBlock[] {
  const text = texts.filter((one) => one !== '').join('\n');
  return text === '' ? [] : [{ type: 'section', text: { type: 'mrkdwn', text } }];
}

const titled = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : section([`*${title}*`, ...lines]));

function bullets(lines: readonly string[], { line }: Room, most: number): readonly string[] {
  const shown = lines.slice(0, most).map((one) => `• ${slackMarkdown(shortened(singleLine(one), line))}`);
  return lines.length > most ? [...shown, `• and ${lines.length - most} more`] : shown;
}

function pictureBlock(lines: readonly string[], { picture }: Room): readonly KnownBlock[] {
  if (lines.length === 0 || picture === 0) return [];
  return section([code(lines.join('\n'), picture)]);
}

/** A block of code that its content cannot leave. Whole lines only: half a command must not be pasted. */
function code(text: string, most: number): string {
  const lines = terminal(text).split('\n');
  const ends = lines.map((_, at) => lines.slice(0, at + 1).join('\n').length);
  const kept = lines.slice(0, ends.filter((end) => end <= most).length);
  if (kept.length === 0) return '';
  const rest = kept.length < lines.length ? '\n…' : '';
  return `\`\`\`${kept.map(codeLine).join('\n')}${rest}\`\`\``;
}

/** As `slackCode`, but spaces stay: they draw the picture. */
const codeLine = (line: string) => slackMarkdown(line).replace(/`/g, 'ˋ');

function listed(title: string, values: readonly string[], { line, lines }: Room): string {
  if (values.length === 0) return '';
  const shown = values.slice(0, lines).map((one) => slackMarkdown(shortened(singleLine(one), line)));
  return `*${title}:* ${shown.join(', ')}${values.length > lines ? ` and ${values.length - lines} more` : ''}`;
}

function fixBlock({ fix }: Message, room: Room): readonly KnownBlock[] {
  if (fix === undefined) return [];
  const steps = fix.steps.filter(({ kind }) => kind !== 'text').map(({ text }) => text);
  return section([
    `*Fix${fix.recommended ? ' (recommended)' : ''}:* ${sentence(fix.title, room)}`,
    steps.length === 0 || room.fix === 0 ? '' : code(steps.join('\n'), room.fix),
    `*Risk:* ${sentence(fix.risk, room)}`,
  ]);
}

const linked = ({ address, text }: Link) => `<${address}|${slackMarkdown(text)}>`;
