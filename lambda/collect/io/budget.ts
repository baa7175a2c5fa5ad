/** One deadline for a run, and an abort signal for each call derived from it: a run that hangs is a monitor that is blind. */

const defaultReserve = 500;

/** Times are milliseconds of the monotonic clock. */
export interface Budget {
  /** Aborted at the end, or when the caller stops the run. */
  readonly signal: AbortSignal;
  readonly remaining: () => number;
  /** A budget inside this one: it ends after `milliseconds`, or with this one. */
  readonly part: (milliseconds: number) => Budget;
}

/** Says that the time was over, or that the caller stopped the run; not that the other side failed. */
export class BudgetEnded extends Error {
  override readonly name: 'BudgetEnded' | 'Interrupted';
  constructor(message: string, interrupted = false) {
    super(message);
    this.name = interrupted ? 'Interrupted' : 'BudgetEnded';
  }
}

/** @param deadlineMs from now; 500 ms of it, or half of less than a second, are kept for what comes after. */
export function startBudget(deadlineMs: number, signal?: AbortSignal): Budget {
  return budgetUntil(performance.now() + deadlineMs - Math.min(defaultReserve, deadlineMs / 2), signal);
}

function budgetUntil(end: number, outer: AbortSignal | undefined): Budget {
  const remaining = () => Math.max(0, end - performance.now());
  const timeout = AbortSignal.timeout(Math.ceil(remaining()));
  const signal = outer === undefined ? timeout : AbortSignal.any([outer, timeout]);
  const part = (milliseconds: number) => budgetUntil(Math.min(end, performance.now() + milliseconds), signal);
  return { signal, remaining, part };
}

/**
 * Runs one call under a budget. The promise settles when the signal aborts, even where the callee does not listen (the SDK sleeps between retries).
 * @throws BudgetEnded
 */
export async function within<T>(budget: Budget, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  if (budget.signal.aborted) throw ended(budget.signal);
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(ended(budget.signal));
    budget.signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([run(budget.signal), aborted]);
  } catch (error) {
    throw budget.signal.aborted ? ended(budget.signal) : error;
  } finally {
    budget.signal.removeEventListener('abort', onAbort);
  }
}

/** A signal that is aborted by anything but its own timeout was aborted by the caller. */
function ended({ reason }: AbortSignal): BudgetEnded {
  const isTimeout = (reason as { readonly name?: unknown } | undefined)?.name === 'TimeoutError';
  return isTimeout
    ? new BudgetEnded('the time for it was over before an answer came')
    : new BudgetEnded('it was interrupted before an answer came', true);
}

/** Waits, but not beyond the signal. @throws BudgetEnded */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw ended(signal);
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(ended(signal));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}
