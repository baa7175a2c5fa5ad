/** The one error of the snapshot stage: a sentence that names the file, the place in it, and what is wrong there. */

/** Thrown by the reader and the writer. `message` is safe to print: names and values in it are escaped. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
}

const longest = 60;
/** Controls (C0, DEL, C1), line separators and the marks that turn the direction of text. */
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Text of a file name or key, with every character that could move a cursor or turn text shown as `\uXXXX`. */
export function plainText(text: string): string {
  return text.replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A value as a person can recognise it: scalars quoted and cut, the rest by its name. */
export function shownValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return plainText(String(value));
  const cut = value.length > longest ? `${value.slice(0, longest)}…` : value;
  return plainText(JSON.stringify(cut));
}

/** `TargetGroups[3].Port`; a key that is no plain word is quoted. */
export function shownPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const key = String(part);
    if (!/^[\w-]+$/.test(key)) return `${text}[${shownValue(key)}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}
