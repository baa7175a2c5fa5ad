/** Where a text stops being JSON: V8 names the position only for some errors, and quotes the file's content in the others. */

import { visit } from 'jsonc-parser';

/** One-based, as editors count. `found` is the unexpected text; undefined at the end of the file. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly found: string | undefined;
}

/** The first place where `text` is not JSON; its end where the text is JSON. */
export function jsonErrorPosition(text: string): Position {
  return positionOf(text, firstErrorOffset(text) ?? text.length);
}

function firstErrorOffset(text: string): number | undefined {
  let first: number | undefined;
  const onError = (_: number, offset: number) => {
    first ??= offset;
  };
  try {
    visit(text, { onError }, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  } catch (error) {
    // The parser is recursive: tens of thousands of open brackets exhaust the stack.
    if (!(error instanceof RangeError)) throw error;
  }
  return first;
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  const found = /^\S[\w.-]{0,20}/.exec(text.slice(offset, offset + 21))?.[0];
  return { line, column, found };
}
