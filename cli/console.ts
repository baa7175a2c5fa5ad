/** What a command may touch of the outside: its streams, whether a person looks at them, the environment, and a signal to stop. */

import { type OutputError, outletOf } from './outlet.ts';

/** Why a command was stopped. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly signal: 'SIGINT' | 'SIGTERM';
  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`stopped by ${signal}`);
    this.signal = signal;
  }
}

export interface Console {
  /** Results. @throws OutputError where they cannot be written */
  readonly print: (text: string) => void;
  /** Everything else: progress, warnings, errors. Never throws: there is nowhere left to say it. */
  readonly tell: (text: string) => void;
  /** Resolves when all results are written, with the failure that `print` could not know yet. */
  readonly written: () => Promise<OutputError | undefined>;
  readonly isTerminal: boolean;
  /** A terminal that shows colour (NO_COLOR and FORCE_COLOR are honoured). */
  readonly hasColour: boolean;
  /** Whether progress may be drawn: standard error is a terminal. */
  readonly showsProgress: boolean;
  readonly columns: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when the person presses ctrl-C or the process is told to end. */
  readonly stopped: AbortSignal;
}

export function consoleOf(process: NodeJS.Process): Console {
  const { stdout, stderr, env } = process;
  const [out, err] = [outletOf(stdout), outletOf(stderr)];
  const isDumb = env.TERM === 'dumb';
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Interrupted(signal)));
  return {
    print: out.write,
    tell: (text) => quietly(() => err.write(text)),
    written: out.written,
    isTerminal: stdout.isTTY === true,
    hasColour: env.NO_COLOR ? false : env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : stdout.isTTY === true && !isDumb,
    showsProgress: stderr.isTTY === true && !isDumb,
    columns: Math.max(60, Math.min(stdout.columns ?? 80, 100)),
    environment: env,
    stopped: stop.signal,
  };
}

function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // Standard error is gone.
  }
}
