/** A proof by a program that somebody else wrote: what it needs, and what must hold. */

import { isDeepStrictEqual } from 'node:util';

export interface Proof {
  readonly title: string;
  /** Programs without which it is left out. */
  readonly tools: readonly string[];
  /** @throws Error a sentence about what does not hold */
  readonly run: () => Promise<void>;
}

/** @throws Error where the two differ */
export function same(what: string, got: unknown, wanted: unknown): void {
  if (isDeepStrictEqual(got, wanted)) return;
  throw new Error(`${what}: got ${shown(got)}, the snapshot has ${shown(wanted)}`);
}

const shown = (value: unknown) => JSON.stringify(value).slice(0, 300);
