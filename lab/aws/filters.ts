/** EC2 filters: each name a question to the object, values with `*` and `?`, at most 200 of them. */

import { AwsFailure } from './failure.ts';

export type Thing = Readonly<Record<string, unknown>>;
/** Values of one object that a filter of this name looks at. */
export type Question = (thing: Thing) => readonly unknown[];
export type Questions = Readonly<Record<string, Question>>;

interface Filter {
  readonly Name?: string;
  readonly Values?: readonly string[];
}

const mostValues = 200;

/** Objects that satisfy every filter. @throws AwsFailure for a filter that the call does not have, or too many values */
export function filtered<T extends Thing>(items: readonly T[], filters: unknown, questions: Questions): readonly T[] {
  const given = Array.isArray(filters) ? (filters as readonly Filter[]) : [];
  checkCount(given);
  const tests = given.map((filter) => testOf(filter, questions));
  return items.filter((item) => tests.every((test) => test(item)));
}

function checkCount(filters: readonly Filter[]): void {
  const count = filters.reduce((sum, { Values }) => sum + (Values ?? []).length, 0);
  if (count <= mostValues) return;
  throw new AwsFailure('FilterLimitExceeded', `The maximum number of filter values specified on a single call is ${mostValues}`);
}

function testOf({ Name = '', Values = [] }: Filter, questions: Questions): (thing: Thing) => boolean {
  const question = Name.startsWith('tag:') ? tagNamed(Name.slice('tag:'.length)) : questions[Name];
  if (question === undefined) throw new AwsFailure('InvalidParameterValue', `The filter '${Name}' is invalid`);
  const patterns = Values.map(patternOf);
  return (thing) => question(thing).some((value) => value !== undefined && patterns.some((pattern) => pattern.test(String(value))));
}

function tagNamed(key: string): Question {
  return (thing) => all(thing, 'Tags', 'Key').flatMap((name, index) => (name === key ? [all(thing, 'Tags', 'Value')[index]] : []));
}

function patternOf(value: string): RegExp {
  const source = value
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}

/** Values at the end of a path of members, through lists: `all(thing, 'Groups', 'GroupId')`. */
export function all(thing: unknown, ...path: readonly string[]): readonly unknown[] {
  return path.reduce<readonly unknown[]>((values, member) => values.flatMap((value) => inside(value, member)), [thing]);
}

function inside(value: unknown, member: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const found = (value as Thing)[member];
  return Array.isArray(found) ? found : [found];
}

export const at =
  (...path: readonly string[]): Question =>
  (thing) =>
    all(thing, ...path);
