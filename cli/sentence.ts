/** An error as a sentence for a person: what failed, and why, without codes. */

import { singleLine } from '../lambda/report/escape.ts';
import { systemReason } from '../lambda/text/systemErrors.ts';

type ErrorLike = Pick<NodeJS.ErrnoException, 'message' | 'code' | 'path' | 'syscall' | 'cause'>;

/** Not by `instanceof`: errors of the system may come from another realm. */
const isErrorLike = (value: unknown): value is ErrorLike => typeof value === 'object' && value !== null && 'message' in value;

/** The message and the messages of its causes, each once. */
export function sentenceOf(error: unknown): string {
  const seen: string[] = [];
  for (let at = error, depth = 0; isErrorLike(at) && depth < 5; at = at.cause, depth += 1) {
    const message = messageOf(at);
    if (!seen.some((one) => one.includes(message))) seen.push(message);
  }
  return singleLine(seen.length === 0 ? String(error) : seen.join(': '));
}

/** The message of an error of the system is its code and the name of a function of C. */
function messageOf({ message, code, path, syscall }: ErrorLike): string {
  const reason = systemReason(code);
  if (reason === undefined || syscall === undefined) return message;
  return `${path === undefined ? '' : `${path}: `}${reason.words}; ${reason.remedy}`;
}
