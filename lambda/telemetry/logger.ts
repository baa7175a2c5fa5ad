/** The one log of the function: JSON lines without secrets, without control characters, and never without an end. */

import { Logger } from '@aws-lambda-powertools/logger';
import type { Redactor } from './redactor.ts';

/** Bytes one run may log; beyond it only errors are logged, and the number of lines that were left out. */
const mostBytes = 64 * 1024;

export interface Log {
  readonly info: (message: string, details?: Details) => void;
  readonly warn: (message: string, details?: Details) => void;
  readonly error: (message: string, error?: unknown) => void;
  /** A new run begins: what it may log is counted anew. */
  readonly begin: (details: Details) => void;
}

export type Details = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export function createLog(redactor: Redactor): Log {
  const logger = new Logger({
    serviceName: 'nlb-doctor',
    jsonReplacerFn: (_, value) => (typeof value === 'string' ? redactor.text(value) : value),
  });
  let [bytes, left] = [0, 0];
  const write = (level: 'info' | 'warn' | 'error', message: string, details: Details) => {
    bytes += message.length + JSON.stringify(details).length;
    if (bytes > mostBytes && level !== 'error') {
      left += 1;
      return;
    }
    logger[level](message, left === 0 ? details : { ...details, linesLeftOut: left });
  };
  return {
    info: (message, details = {}) => write('info', message, details),
    warn: (message, details = {}) => write('warn', message, details),
    error: (message, error) => write('error', message, detailsOf(error)),
    begin: (details) => {
      [bytes, left] = [0, 0];
      logger.resetKeys();
      logger.appendKeys(details);
    },
  };
}

/** The messages of an error and of its causes; stacks say nothing to the people who read this, and may quote what was sent. */
function detailsOf(error: unknown): Details {
  const causes: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) causes.push(`${at.name}: ${at.message}`);
  return causes.length === 0 ? {} : { causes };
}
