/** A console that remembers what was printed. */

import type { Console } from '../../cli/console.ts';

export interface Recorded extends Console {
  readonly printed: () => string;
  readonly told: () => string;
}

export function recorded(environment: Console['environment'] = {}): Recorded {
  const [out, err]: [string[], string[]] = [[], []];
  return {
    print: (text) => void out.push(text),
    tell: (text) => void err.push(text),
    written: async () => undefined,
    isTerminal: false,
    hasColour: false,
    showsProgress: false,
    columns: 80,
    environment,
    stopped: new AbortController().signal,
    printed: () => out.join(''),
    told: () => err.join(''),
  };
}
