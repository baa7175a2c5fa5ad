/** The nearest right word for a wrong one. */

import { distance } from 'fastest-levenshtein';
import { isNear } from '../lambda/text/nearest.ts';

/** ` Did you mean x?`, or nothing where no known word is near. A word without a slash may stand for what is behind the last one. */
export function nearest(given: string, known: readonly string[]): string {
  const forms = known.flatMap((word) =>
    (given.includes('/') ? [word] : [word, word.slice(word.lastIndexOf('/') + 1)]).map((form) => ({ word, form })),
  );
  const ranked = forms.map(({ word, form }) => ({ word, form, away: distance(given, form) })).toSorted((a, b) => a.away - b.away);
  const [best] = ranked;
  if (best === undefined || !isNear(best.form, best.away)) return '';
  return ` Did you mean ${best.word}?`;
}
