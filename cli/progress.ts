/** One line on standard error that says what is being read, and for how long: a call that hangs is not a blank terminal. */

import type { CollectRequest, Progress } from '../lambda/collect/request.ts';
import { shortened, singleLine } from '../lambda/report/escape.ts';
import type { Console } from './console.ts';

/** Milliseconds between two drawings, so that the seconds go on where nothing else does. */
const redrawMs = 1_000;
/** Back to the start of the line, and clear it. */
const clear = '\r\u001b[2K';

/**
 * Draws `first` at once, then what `work` reports, and clears the line at the end, however it ends. Draws nothing where standard error is
 * no terminal, or a dumb one.
 */
export async function withProgress<T>(console: Console, first: string, work: (show: (text: string) => void) => Promise<T>): Promise<T> {
  if (!console.showsProgress) return work(() => undefined);
  const started = performance.now();
  let shown = first;
  const draw = () => {
    const elapsed = ` (${Math.floor((performance.now() - started) / 1_000)} s)`;
    // A line as wide as the terminal would begin another one.
    console.tell(`${clear}${shortened(singleLine(shown), console.columns - 1 - elapsed.length)}${elapsed}`);
  };
  draw();
  const timer = setInterval(draw, redrawMs);
  timer.unref();
  try {
    return await work((text) => {
      shown = text;
      draw();
    });
  } finally {
    clearInterval(timer);
    console.tell(clear);
  }
}

/** As `withProgress`, for a reader of regions that reports its steps. */
export const withRegions = <T>(
  console: Console,
  { regions }: Pick<CollectRequest, 'regions'>,
  work: (onProgress: (progress: Progress) => void) => Promise<T>,
): Promise<T> => withProgress(console, `${regions.join(', ')}: load balancers`, (show) => work((progress) => show(textOf(progress))));

const textOf = ({ step, region, cluster, done, of }: Progress): string =>
  `${region}: ${cluster === undefined ? step : `cluster ${cluster},`} ${done} of ${of}`;
