/** Where a text stops being JSON: V8 tells the position only for some errors, and quotes the file's content in the others. */

/** One-based, as editors count. `found` is the text that was not expected; undefined at the end of the file. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly found: string | undefined;
}

const token =
  /[{}[\]:,]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y;
const space = /[ \t\n\r]*/y;

type Expected = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'commaOrEnd' | 'end';

/** The first place where `text` is not JSON. Reads as far as it must, without recursion. */
export function jsonErrorPosition(text: string): Position {
  const open: string[] = [];
  let expected: Expected = 'value';
  let offset = 0;
  for (;;) {
    offset = skip(text, offset);
    token.lastIndex = offset;
    const found = token.exec(text)?.[0];
    if (found === undefined) return positionOf(text, offset);
    const next = after(expected, found, open);
    if (next === undefined) return positionOf(text, offset);
    expected = next;
    offset += found.length;
  }
}

function skip(text: string, offset: number): number {
  space.lastIndex = offset;
  space.exec(text);
  return space.lastIndex;
}

function after(expected: Expected, found: string, open: string[]): Expected | undefined {
  if (found === '}' || found === ']') return closed(expected, found, open);
  if (expected === 'colon') return found === ':' ? 'value' : undefined;
  if (expected === 'commaOrEnd') return found === ',' ? afterComma(open) : undefined;
  if (expected === 'key' || expected === 'keyOrEnd') return found.startsWith('"') ? 'colon' : undefined;
  if (expected === 'end' || found === ':' || found === ',') return undefined;
  if (found !== '{' && found !== '[') return afterValue(open);
  open.push(found);
  return found === '{' ? 'keyOrEnd' : 'valueOrEnd';
}

function closed(expected: Expected, found: '}' | ']', open: string[]): Expected | undefined {
  if (!expected.endsWith('OrEnd')) return undefined;
  return open.pop() === (found === '}' ? '{' : '[') ? afterValue(open) : undefined;
}

function afterComma(open: readonly string[]): Expected {
  return open.at(-1) === '{' ? 'key' : 'value';
}

function afterValue(open: readonly string[]): Expected {
  return open.length === 0 ? 'end' : 'commaOrEnd';
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  const found = /^\S[\w.-]{0,20}/.exec(text.slice(offset, offset + 21))?.[0];
  return { line, column, found };
}
