/** The contract of a sub-command: its words for people, its options, and what it does. */

import type { Console } from './console.ts';

export interface Option {
  readonly type: 'string' | 'boolean';
  /** What `--help` says of it. */
  readonly help: string;
  /** One letter: `o` makes `-o`. */
  readonly short?: string;
  /** May be given more than once. */
  readonly multiple?: boolean;
  readonly default?: string;
  /** The placeholder of its value, such as `REGION`. */
  readonly value?: string;
  /** Values it takes, where they are few. */
  readonly choices?: readonly string[];
}

export type Options = Readonly<Record<string, Option>>;
export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

export interface Given {
  readonly values: Values;
  readonly positionals: readonly string[];
  readonly console: Console;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Names of the arguments as usage shows them, such as `DIR` or `[SCENARIO]`. */
  readonly positionals: readonly string[];
  readonly options: Options;
  /** Whether ctrl-C is its usual end, and no interruption. */
  readonly isEndedByHand?: (values: Values) => boolean;
  readonly run: (given: Given) => Promise<ExitStatus> | ExitStatus;
}

/**
 * 0 nothing at or above --fail-on; 1 there is; 2 wrong usage or settings; 3 what it needs could not be read, or the answer could not be
 * written; as shells count signals, 128 and its number: 130 and 143 stopped by SIGINT and SIGTERM, 141 (SIGPIPE) the reader of the output
 * left before there was an answer.
 */
export type ExitStatus = 0 | 1 | 2 | 3 | 130 | 141 | 143;

export { UsageError } from './usageError.ts';

export const text = (values: Values, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
};

export const texts = (values: Values, name: string): readonly string[] => {
  const value = values[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : typeof value === 'string' ? [value] : [];
};

export const flag = (values: Values, name: string): boolean => values[name] === true;
