/** Values held against their zod shape: the value itself comes back, not a copy, or a sentence says where it is wrong. */

import * as z from 'zod/mini';
import { plainText, SnapshotError, shownPath, shownValue } from './error.ts';
import { fits } from './fits.ts';
import { maskedText } from './secrets.ts';

/** Text of a form, and the words for it. */
export const textLike = (form: RegExp, words: string) => z.string().check(z.regex(form, words));

/** A place in a file: `path` leads to the value. */
export interface Place {
  readonly file: string;
  readonly path: readonly PropertyKey[];
}

/** @throws SnapshotError `<file>: <path>: expected a number, got "http"` */
export function shaped<S extends z.ZodMiniType>(shape: S, value: unknown, place: Place): z.infer<S> {
  if (fits(shape, value)) return value as z.infer<S>;
  const result = shape.safeParse(value);
  if (result.success) return value as z.infer<S>;
  if (!withoutNulls(value, result.error.issues)) throw wrong(value, result.error.issues[0], place);
  const again = shape.safeParse(value);
  if (again.success) return value as z.infer<S>;
  throw wrong(value, again.error.issues[0], place);
}

/** Every item of a list; the path of an error has its index. */
export function shapedList<S extends z.ZodMiniType>(shape: S, list: readonly unknown[], place: Place): readonly z.infer<S>[] {
  list.forEach((item, index) => {
    if (!fits(shape, item)) shaped(shape, item, { file: place.file, path: [...place.path, index] });
  });
  return list as readonly z.infer<S>[];
}

/** The AWS CLI and Go print an unset member as null: such members are removed where the shape does not allow them. */
function withoutNulls(root: unknown, issues: readonly z.core.$ZodIssue[]): boolean {
  let removed = false;
  for (const issue of issues) {
    const parent = valueAt(root, issue.path.slice(0, -1));
    const key = issue.path.at(-1);
    if (key === undefined || typeof parent !== 'object' || parent === null || Array.isArray(parent)) continue;
    if ((parent as Record<PropertyKey, unknown>)[key] === null) removed = Reflect.deleteProperty(parent, key) || removed;
  }
  return removed;
}

function wrong(root: unknown, issue: z.core.$ZodIssue | undefined, place: Place): SnapshotError {
  const inner = issue?.path ?? [];
  const path = shownPath([...place.path, ...inner]);
  const got = shownValue(valueAt(root, inner));
  return new SnapshotError(`${plainText(place.file)}: ${path === '' ? '' : `${path}: `}expected ${expectation(issue)}, got ${got}`);
}

/** `expected a number above 0, got 0`: what is wrong with a value that a person gave. Credentials in it are not repeated. */
export const complaintOf = (issue: z.core.$ZodIssue, value: unknown): string =>
  `expected ${expectation(issue)}, got ${maskedText(shownValue(valueAt(value, issue.path)))}`;

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], root);
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function expectation(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'invalid_type') return words[issue.expected] ?? issue.expected;
  if (issue?.code === 'invalid_value') return issue.values.map((value) => shownValue(value)).join(' or ');
  if (issue?.code === 'invalid_union') return [...new Set(issue.errors.map((errors) => expectation(errors[0])))].join(' or ');
  if (issue?.code === 'too_small')
    return issue.origin === 'array' ? 'at least one item' : `a number ${issue.inclusive === true ? 'from' : 'above'} ${issue.minimum}`;
  if (issue?.code === 'too_big') return `a number up to ${issue.maximum}`;
  // The schema has the words: a person never gets the expression.
  if (issue?.code === 'invalid_format') return issue.message;
  return 'another value';
}
