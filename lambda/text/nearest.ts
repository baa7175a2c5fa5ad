/** The names nearest to one that does not exist. */

import { distance } from 'fastest-levenshtein';

const few = 3;

/** Whether a name is so like another, by the edits between them, that it may have been meant. */
export const isNear = (name: string, edits: number): boolean => edits <= Math.max(2, Math.floor(name.length / 3));

/** `did you mean a?` where one is near, `the names there are a, b and c` where none is; undefined where there are no names at all. */
export function nearestNames(given: string, known: readonly string[]): string | undefined {
  const ranked = [...new Set(known)]
    .map((name) => ({ name, far: distance(given, name) }))
    .toSorted((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1));
  const [first] = ranked;
  if (first === undefined) return undefined;
  if (isNear(first.name, first.far)) return `did you mean ${first.name}?`;
  const shown = ranked.slice(0, few).map(({ name }) => name);
  return `${ranked.length > few ? 'the nearest names there are' : 'there are'} ${shown.join(', ')}`;
}
