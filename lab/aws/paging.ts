/** Pages as AWS cuts them: a size, an opaque token, and an error where either is nonsense. */

import type { Reading } from '../../lambda/snapshot/snapshot.ts';
import { AwsFailure, refused } from './failure.ts';

/** A list that may end in a refusal: after its last item the next page fails. */
export interface Source<T> {
  readonly items: readonly T[];
  readonly failure?: AwsFailure | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

export interface Limits {
  readonly size: number | undefined;
  readonly token: string | undefined;
  readonly usual: number;
  readonly least: number;
  readonly most: number;
  /** Code of the error for a size or token that AWS would not take. */
  readonly invalid: string;
}

export function sourceOf<T>(reading: Reading<T> | undefined, operation: string): Source<T> {
  if (reading === undefined) return { items: [], failure: refused({ what: operation, error: 'not read' }, operation) };
  return reading.state === 'incomplete' ? { items: reading.items, failure: refused(reading.gap, operation) } : { items: reading.items };
}

/** @throws AwsFailure */
export function whole<T>({ items, failure }: Source<T>): readonly T[] {
  if (failure !== undefined) throw failure;
  return items;
}

/** @throws AwsFailure */
export function page<T>({ items, failure }: Source<T>, limits: Limits): Page<T> {
  const { size = limits.usual, least, most, invalid } = limits;
  if (!Number.isInteger(size) || size < least || size > most) {
    throw new AwsFailure(invalid, `Value '${size}' of the page size is not between ${least} and ${most}`);
  }
  const start = startOf(limits.token, items.length, invalid);
  if (failure !== undefined && start >= items.length) throw failure;
  const end = start + size;
  const more = end < items.length || failure !== undefined;
  return { items: items.slice(start, end), next: more ? tokenFor(Math.min(end, items.length)) : undefined };
}

const tokenFor = (position: number) => Buffer.from(`lab:${position}`).toString('base64url');

function startOf(token: string | undefined, length: number, invalid: string): number {
  if (token === undefined) return 0;
  const position = /^lab:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('latin1'))?.[1];
  if (position === undefined || Number(position) > length) throw new AwsFailure(invalid, 'The specified marker or token is not valid');
  return Number(position);
}
