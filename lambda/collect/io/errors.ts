/** Errors of the wire as text that may be shown: no secret, no control character, no page of HTML. */

import { plainText } from '../../snapshot/error.ts';
import { masked, maskedText } from '../../snapshot/secrets.ts';
import { systemReason } from '../../text/systemErrors.ts';

const longest = 200;
/** Forms that only this stage meets; the others are the snapshot's. */
const tokens: readonly RegExp[] = [/k8s-aws-v1\.[\w-]*/g, /X-Amz-(?:Signature|Credential|Security-Token)=[^&\s"']*/gi];

/** Without secrets and control characters, cut to 200 characters. */
export function shownText(text: string): string {
  const safe = tokens.reduce((rest, token) => rest.replace(token, masked), maskedText(text.slice(0, 20_000)));
  const line = plainText(safe.replace(/\s+/g, ' ').trim());
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

interface ErrorLike {
  readonly name?: unknown;
  readonly address?: unknown;
  readonly port?: unknown;
  readonly hostname?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** Not by `instanceof`: errors of sockets may come from another realm. */
const isErrorLike = (value: unknown): value is ErrorLike => typeof value === 'object' && value !== null && 'message' in value;

/** The code of an error or of the error that caused it: `AccessDenied`, `ECONNREFUSED`, `UNABLE_TO_VERIFY_LEAF_SIGNATURE`. */
export function codeOf(error: unknown, depth = 0): string | undefined {
  if (!isErrorLike(error) || depth > 5) return undefined;
  const { code, name, cause, errors } = error;
  if (typeof code === 'string' && code !== '') return code;
  if (typeof name === 'string' && name !== 'Error' && name !== 'AggregateError') return name;
  return codeOf(cause, depth + 1) ?? (Array.isArray(errors) ? codeOf(errors[0], depth + 1) : undefined);
}

/** What an error says, in words: its message, but for errors of the system, whose messages are codes. */
export function messageOf(error: unknown): string {
  const reason = systemReason(codeOf(error));
  if (reason !== undefined) return reason.words;
  return shownText(isErrorLike(error) ? String(error.message) : String(error));
}

/** The host, or address and port, that a connection failed to. */
export function addressOf(error: unknown, depth = 0): string | undefined {
  if (!isErrorLike(error) || depth > 5) return undefined;
  const { hostname, address, port, cause, errors } = error;
  if (typeof hostname === 'string') return shownText(hostname);
  if (typeof address === 'string') return shownText(typeof port === 'number' ? `${address}:${port}` : address);
  return addressOf(cause, depth + 1) ?? (Array.isArray(errors) ? addressOf(errors[0], depth + 1) : undefined);
}
