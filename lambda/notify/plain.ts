/** A message as plain text: for e-mail, for subscribers that show what they get, and for a terminal. */

import { singleLine, terminal } from '../report/escape.ts';
import type { Message } from './message.ts';

export function plainText(message: Message): string {
  const { changes } = message;
  const sections: readonly (readonly string[])[] = [
    [message.headline],
    [...(message.cause === undefined ? [] : [`${message.isOver ? '' : 'Cause: '}${one(message.cause)}`]), ...message.notes.map(one)],
    message.fields.map(([label, value]) => `${label}: ${one(value)}`),
    titled('Load balancers', bullets(message.members)),
    titled('Path', message.picture.map(terminal)),
    titled('Evidence', bullets(message.evidence)),
    changes === undefined ? [] : titled(changes.title, bullets(changes.lines)),
    fixLines(message),
    titled('Ruled out', message.ruledOut.length === 0 ? [] : [`  ${message.ruledOut.map(one).join(', ')}`]),
    titled('Could not be checked', bullets(message.notChecked)),
    message.links.map(({ text, address }) => `${text}: ${address}`),
    [message.context.map(one).join(', ')],
  ];
  const told = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${told.join('\n\n')}\n`;
}

const one = singleLine;
const bullets = (lines: readonly string[]) => lines.map((line) => `  - ${one(line)}`);
const titled = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : [`${title}:`, ...lines]);

function fixLines({ fix }: Message): readonly string[] {
  if (fix === undefined) return [];
  const steps = fix.steps.flatMap(({ text }) => terminal(text).split('\n'));
  return [
    `Fix${fix.recommended ? ' (recommended)' : ''}: ${one(fix.title)}`,
    `  Risk: ${one(fix.risk)}`,
    `  Effect: ${one(fix.effect)}`,
    ...steps.map((line) => `    ${line}`),
    `  Undo: ${one(fix.undo)}`,
  ];
}
