/** Encoders, one a sink: text from clusters and clouds is never trusted with a terminal, a page, a message or a log. */

/**
 * C0 but tab and newline, DEL, C1 (ESC and CSI among them), bidirectional controls, zero-width and other invisible characters, tags (an
 * alphabet nobody sees), and the two non-characters that XML forbids.
 */
const invisible =
  /[\u034f\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}]/gu;

/** For a terminal or a plain file: newlines and tabs stay, everything that moves a cursor or hides goes. */
export const terminal = (text: string): string => text.toWellFormed().replace(invisible, '');

/** One line for a log, a table or an error: white space is folded. */
export const singleLine = (text: string): string => terminal(text).replace(/\s+/g, ' ').trim();

/** Cut at a character, never inside one, and said so. */
export function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, Math.max(0, most - 1)).join('')}…`;
}

/** As `shortened`, where the other side counts UTF-16 units: a character outside the basic plane is two. */
export function fitted(text: string, most: number): string {
  const surplus = text.length - [...text].length;
  return text.length <= most ? text : shortened(text, Math.max(1, most - surplus));
}

const htmlNames: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For HTML and SVG, in text and in quoted attributes. */
export const html = (text: string): string => terminal(text).replace(/[&<>"']/g, (one) => htmlNames[one] ?? one);

/** For XML 1.0: as HTML, and newlines and tabs of attributes survive as references. */
export const xml = (text: string): string => html(text).replace(/\n/g, '&#10;').replace(/\t/g, '&#9;');

/** For Markdown, inside a paragraph or a table cell: one line, nothing of it is markup, mention or link. */
export const markdown = (text: string): string =>
  singleLine(text)
    .replace(/&/g, '&amp;')
    .replace(/[\\`*_{}[\]()#+!|~<>]/g, (one) => (one === '<' ? '&lt;' : one === '>' ? '&gt;' : `\\${one}`))
    .replace(/^(\d+)\./, '$1\\.')
    .replace(/^[-=]/, '\\$&')
    .replace(/@/g, '@\u2060')
    .replace(/www\./gi, '$&\u2060')
    .replace(/([a-z]):\/\//gi, '$1:\u2060//');

/** A fenced block that its content cannot leave. */
export function fenced(text: string, language: string): string {
  const clean = terminal(text).trimEnd();
  const longest = Math.max(2, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${clean}\n${fence}`;
}

/** An address a page may link to; anything but plain https is text. */
export const isLink = (address: string): boolean => /^https:\/\/[\w.-]+(?:\/[\w.~:/?#@!$&*+,;=%-]*)?$/.test(address);

/** JSON that may be printed on a terminal: what is invisible stands as \\u escapes, which is the same JSON. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2).replace(invisible, asEscapes)}\n`;

const asEscapes = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');

/** For Slack's mrkdwn: the three characters that start mentions and links become entities; nothing else is encoded twice. */
export const slackMarkdown = (text: string): string => terminal(text).replace(/[&<>]/g, (one) => htmlNames[one] ?? one);

/** Inside a code span of Slack: a backtick would end it. */
export const slackCode = (text: string): string => slackMarkdown(singleLine(text)).replace(/`/g, 'ˋ');

/** For Slack's plain_text, where nothing is markup: a header, a button. */
export const slackPlain = (text: string): string => singleLine(text);
