/** A fact is known, or says what would have to be read to know it: the reason why silence never becomes evidence. */

/** What is missing for a fact: `what` as in a snapshot's gaps, `why` in words, `grant` what would allow or fetch it, as something to paste. */
export interface Missing {
  readonly what: string;
  readonly why: string;
  readonly grant: string;
}

export type Fact<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly missing: Missing };

export const known = <T>(value: T): Fact<T> => ({ known: true, value });
export const missing = (what: string, why: string, grant: string): { readonly known: false; readonly missing: Missing } => ({
  known: false,
  missing: { what, why, grant },
});

/** The value, or a stand-in where it is not known: only for text that is shown, never for a decision. */
export const valueOr = <T, U>(fact: Fact<T>, other: U): T | U => (fact.known ? fact.value : other);
