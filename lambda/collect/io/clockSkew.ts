/** How far the local clock is off, as the Date headers of answers tell: signatures and tokens fail on a wrong clock with words that do not say so. */

export interface Clock {
  readonly observe: (dateHeader: string | undefined) => void;
  /** Milliseconds to add to the local clock; 0 where it is right to within five minutes. */
  readonly offset: () => number;
}

export const tolerated = 5 * 60_000;

export function createClock(now: () => number = Date.now): Clock {
  let offset = 0;
  return {
    observe: (dateHeader) => {
      const theirs = Date.parse(dateHeader ?? '');
      if (!Number.isNaN(theirs)) offset = theirs - now();
    },
    offset: () => (Math.abs(offset) > tolerated ? offset : 0),
  };
}

/** Empty where the clock is right. */
export function skewSentence(offset: number): string {
  if (Math.abs(offset) <= tolerated) return '';
  const minutes = Math.round(Math.abs(offset) / 60_000);
  return `the clock here is ${minutes} minutes ${offset > 0 ? 'behind' : 'ahead'} (clock skew): set it, tokens and signatures are refused because of it`;
}
