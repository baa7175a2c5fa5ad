/** What a command may touch of the outside: its streams, whether a person looks at them, the environment, and a signal to stop. */

export interface Console {
  /** Results. */
  readonly print: (text: string) => void;
  /** Everything else: progress, warnings, errors. */
  readonly tell: (text: string) => void;
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
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  return {
    print: (text) => void stdout.write(text),
    tell: (text) => void stderr.write(text),
    isTerminal: stdout.isTTY === true,
    hasColour: env.NO_COLOR ? false : env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : stdout.isTTY === true,
    showsProgress: stderr.isTTY === true,
    columns: Math.max(60, Math.min(stdout.columns ?? 80, 100)),
    environment: env,
    stopped: stop.signal,
  };
}
