/** Errors of the wire as text that may be shown: no secret, no control character, no page of HTML. */

import { plainText } from '../snapshot/error.ts';
import { masked, maskedText } from '../snapshot/secrets.ts';

const longest = 200;
/** Forms that only this stage meets; the others are the snapshot's. */
const tokens: readonly RegExp[] = [/k8s-aws-v1\.[\w-]*/g, /X-Amz-(?:Signature|Credential|Security-Token)=[^&\s"']*/gi];

/** Without secrets and control characters, cut to 200 characters. */
export function shownText(text: string): string {
  const safe = tokens.reduce((rest, token) => rest.replace(token, masked), maskedText(text.slice(0, 20_000)));
  const line = plainText(safe.replace(/\s+/g, ' ').trim());
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** The code of an error or of the error that caused it: `AccessDenied`, `ECONNREFUSED`, `UNABLE_TO_VERIFY_LEAF_SIGNATURE`. */
export function codeOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === 'string' && code !== '') return code;
    if (at.name !== 'Error' && at.name !== 'AggregateError') return at.name;
    const inner = (at as { errors?: unknown }).errors;
    if (Array.isArray(inner) && inner.length > 0) return codeOf(inner[0]);
  }
  return undefined;
}

export const messageOf = (error: unknown): string => shownText(error instanceof Error ? error.message : String(error));
