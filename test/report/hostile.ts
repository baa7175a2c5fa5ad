/** Text made to break reports: pieces of attacks on every sink, and a diagnosis full of them. */

import fc from 'fast-check';
import type { Diagnosis } from '../../lambda/diagnose/diagnosis.ts';

/** What no report may contain: controls but tab and newline, bidirectional and zero-width characters but the joiner that breaks links. */
export const dangerous = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

const pieces = [
  '\u001b[2J',
  '\u001b]8;;https://evil.example\u0007',
  '\u009b31m',
  '\u0000',
  '\u0007',
  '\b\b',
  '\r',
  '\n',
  '\t',
  '\u0085',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u2028',
  '\ufeff',
  '\ufffe',
  '\u{e0041}',
  '\ud800',
  '\udc00',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"onload="x',
  "'",
  '&',
  '&lt;',
  ']]>',
  '--><!--',
  '</failure>',
  '</svg>',
  '|',
  '`',
  '```',
  '~~~',
  '\n```\n# title',
  '[x](javascript:alert(1))',
  '![x](https://evil.example)',
  '*_~',
  '\\',
  '@team',
  '<!channel>',
  '<https://evil.example|x>',
  'www.evil.example',
  '$(rm -rf .)',
  'word ',
  'x'.repeat(100),
  '名前',
  '🙂',
] as const;

export const hostile: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })), { maxLength: 8 })
  .map((parts) => parts.join(''));

/** Words of the contract and what the engine makes of itself: nobody outside can write them. */
export const ownKeys: ReadonlySet<string> = new Set([
  'status',
  'kind',
  'severity',
  'confidence',
  'hop',
  'state',
  'takenAt',
  'rule',
  'references',
]);

/** The diagnosis with every text a cluster or a cloud could have written replaced by `next()`; what stands under a key in `own` stays. */
export function poisoned(diagnosis: Diagnosis, next: () => string, own: ReadonlySet<string> = ownKeys): Diagnosis {
  const walk = (value: unknown, key: string): unknown => {
    if (own.has(key) || key === 'format') return value;
    if (typeof value === 'string') return next();
    if (Array.isArray(value)) return value.map((item) => walk(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([inner, held]) => [inner, walk(held, inner)]));
  };
  return walk(diagnosis, '') as Diagnosis;
}
