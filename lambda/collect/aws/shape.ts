/** Shape gates: an answer counts only if it has its list; an empty body, a page of HTML or a paging token that repeats is no empty list. */

import type * as z from 'zod/mini';
import { plainText } from '../../snapshot/error.ts';
import { shaped } from '../../snapshot/shape.ts';

/** Items that were read, and why they are not all of them. */
export interface Pages<T> {
  readonly items: readonly T[];
  readonly failure?: unknown;
}

export interface Listing<T> {
  /** The AWS operation, for errors: `ec2:DescribeSubnets`. */
  readonly operation: string;
  readonly shape: z.ZodMiniType<T>;
  readonly read: (token: string | undefined) => Promise<Answer>;
}

/** `items` as the answer has them, of whatever type. */
export interface Answer {
  readonly items: unknown;
  readonly next?: string | undefined;
}

const mostPages = 200;

/** Says that an answer came that cannot be believed. */
export class WrongShape extends Error {
  override readonly name = 'WrongShape';
}

/** Reads all pages; what was seen before a failure is kept. Never throws. */
export async function readPages<T>(listing: Listing<T>): Promise<Pages<T>> {
  const items: T[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  try {
    do {
      const answer = await listing.read(token);
      items.push(...gate(listing, answer.items));
      token = answer.next === '' ? undefined : answer.next;
      if (token !== undefined && (seen.has(token) || seen.size >= mostPages)) throw endless(listing, seen.has(token));
      if (token !== undefined) seen.add(token);
    } while (token !== undefined);
    return { items };
  } catch (failure) {
    return { items, failure };
  }
}

/** @throws WrongShape */
export function gate<T>(listing: Pick<Listing<T>, 'operation' | 'shape'>, items: unknown): readonly T[] {
  if (!Array.isArray(items)) {
    throw new WrongShape(`${listing.operation} answered without its list; an empty or foreign answer is not "there are none"`);
  }
  const plain = JSON.parse(JSON.stringify(items)) as unknown[];
  try {
    return plain.map((item, index) => shaped(listing.shape, item, { file: listing.operation, path: [index] })) as T[];
  } catch (cause) {
    throw new WrongShape(plainText(cause instanceof Error ? cause.message : String(cause)), { cause });
  }
}

function endless(listing: Pick<Listing<unknown>, 'operation'>, repeated: boolean): WrongShape {
  const why = repeated ? 'named the same next page again' : `did not end after ${mostPages} pages`;
  return new WrongShape(`${listing.operation} ${why}; the list is not complete`);
}
