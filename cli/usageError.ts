/** Wrong usage, as an error that ends with status 2. */

/** Wrong usage: the sentence says what is wrong and what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
