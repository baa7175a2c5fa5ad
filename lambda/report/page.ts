/** What every section of the text report needs to put words on lines: width, colour, titles. */

import { styleText } from 'node:util';
import type { introductions } from './contexts.ts';
import { singleLine } from './escape.ts';
import { wrapped } from './wrap.ts';

export interface TextOptions {
  readonly colour: boolean;
  /** Every target, rule and reference. */
  readonly verbose: boolean;
  /** Width of the terminal in characters; less than 40 counts as 40. */
  readonly columns: number;
}

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';
export type Lines = readonly string[];

export interface Page extends TextOptions {
  readonly introduced: ReturnType<typeof introductions>;
  readonly paint: (style: Style, text: string) => string;
  /** Paragraph with a hanging indent; escaped here, so that nobody forgets. */
  readonly prose: (text: string, indent?: number, first?: string) => Lines;
  /** A section under its title, and an empty line; nothing where there is nothing to say. */
  readonly titled: (title: string, lines: Lines) => Lines;
}

/** @param introduced the subjects with which a context is introduced */
export function pageOf(options: TextOptions, introduced: Page['introduced'] = new Map()): Page {
  const columns = Math.max(40, options.columns);
  const paint = (style: Style, text: string) => (options.colour ? styleText(style, text, { validateStream: false }) : text);
  const prose = (text: string, indent = 2, first = '') => {
    const margin = ' '.repeat(indent);
    const hanging = ' '.repeat(indent + first.length);
    return wrapped(singleLine(text), columns - hanging.length).map((line, at) => `${at === 0 ? `${margin}${first}` : hanging}${line}`);
  };
  const titled = (title: string, lines: Lines) =>
    lines.length === 0 ? [] : [...prose(title, 0).map((line) => paint('bold', line)), ...lines, ''];
  return { ...options, introduced, columns, paint, prose, titled };
}

/** What a short list leaves out; nothing where it is whole. */
export const moreLine = (rest: number, { prose }: Page): Lines => (rest > 0 ? prose(`and ${rest} more (--verbose)`) : []);
