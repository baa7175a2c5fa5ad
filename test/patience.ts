/** Waiting in tests: for as long as the machine needs, not as long as an idle one would. */

import { setTimeout as wait } from 'node:timers/promises';

/** Only a thing that never happens takes this long; a test that waits for one fails then, whatever else the machine does. */
export const patienceMs = 90_000;

/** Looks again and again until there is something, and gives it. @throws Error after `patienceMs`, with what was waited for */
export async function eventually<T>(what: string, look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > until) throw new Error(`waited in vain for ${what}`);
    await wait(5);
  }
}
