/** The nearest right word for a wrong one. */

import { closest, distance } from 'fastest-levenshtein';

/** ` Did you mean x?`, or nothing where no known word is near. */
export function nearest(given: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const match = closest(given, known);
  const isNear = distance(given, match) <= Math.max(2, Math.floor(match.length / 3)) || match.endsWith(`/${given}`);
  const ending = known.find((word) => word.endsWith(`/${given}`));
  if (ending !== undefined) return ` Did you mean ${ending}?`;
  return isNear ? ` Did you mean ${match}?` : '';
}
