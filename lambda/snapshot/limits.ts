/** One walk over a parsed document: it is not too deep, its aliases do not explode, and no key of it is `__proto__`. */

import { plainText, SnapshotError } from './error.ts';

/** Kubernetes objects are about 20 deep, schemas of CRDs about 40. */
export const deepest = 200;

interface Walk {
  readonly file: string;
  left: number;
}

/**
 * Checks a parsed value, and removes members called `__proto__`: harmless here, but not once somebody copies the object.
 * A document without aliases has fewer nodes than characters, so that ten times as many means that its aliases explode.
 */
export function withinLimits<T>(value: T, characters: number, file: string): T {
  step(value, 0, { file, left: characters * 10 + 10_000 });
  return value;
}

function step(value: unknown, depth: number, walk: Walk): void {
  walk.left -= 1;
  if (walk.left < 0)
    throw new SnapshotError(`${plainText(walk.file)}: the aliases of this YAML explode into millions of nodes; it is not read`);
  if (typeof value !== 'object' || value === null) return;
  if (depth > deepest) throw new SnapshotError(`${plainText(walk.file)}: it is nested more than ${deepest} levels deep; it is not read`);
  if (Array.isArray(value)) {
    for (const item of value) step(item, depth + 1, walk);
    return;
  }
  for (const key of Object.keys(value)) {
    if (key === '__proto__') Reflect.deleteProperty(value, key);
    else step((value as Record<string, unknown>)[key], depth + 1, walk);
  }
}
