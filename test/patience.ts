/** Time in tests: waits and deadlines follow the machine, so that what else runs on it makes no test fail. */

import { setTimeout as wait } from 'node:timers/promises';

/** Only a thing that never happens takes this long; a test that waits for one fails then, whatever else the machine does. */
export const patienceMs = 180_000;

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

/** Long enough for a scheduler to give the processor to others in between. */
const probeMs = 40;
const validForMs = 5_000;
const longestFactor = 30;

let measured = { at: Number.NEGATIVE_INFINITY, factor: 1 };

/** How many times longer things take than on a machine with nothing else to do: how long this process waits for what it computes, twice to be safe. */
export function slowness(): number {
  if (performance.now() - measured.at < validForMs) return measured.factor;
  const [began, cpu] = [performance.now(), cpuMs()];
  while (cpuMs() - cpu < probeMs) Math.random();
  const ratio = (performance.now() - began) / (cpuMs() - cpu);
  measured = { at: performance.now(), factor: ratio < 1.3 ? 1 : Math.min(longestFactor, 2 * ratio) };
  return measured.factor;
}

/** A deadline for the code under test, within which other work has to succeed. */
export const patient = (milliseconds: number): number => Math.ceil(milliseconds * slowness());

export interface Timed<T> {
  readonly result: T;
  /** Milliseconds, less those in which the machine did something else. */
  readonly took: number;
}

const tickMs = 5;

/**
 * Runs something that mostly waits, and says how long it took of its own accord. A timer ticks beside it: where a tick comes late and this process
 * was not computing meanwhile, another process had the processor, and that time does not count.
 */
export async function timed<T>(action: () => Promise<T>): Promise<Timed<T>> {
  let stolen = 0;
  let last = { at: performance.now(), cpu: cpuMs() };
  const tick = () => {
    const now = { at: performance.now(), cpu: cpuMs() };
    stolen += Math.max(0, now.at - last.at - tickMs - (now.cpu - last.cpu));
    last = now;
  };
  const timer = setInterval(tick, tickMs);
  const began = performance.now();
  try {
    const result = await action();
    tick();
    return { result, took: performance.now() - began - stolen };
  } finally {
    clearInterval(timer);
  }
}

/** Milliseconds that this process has computed, in all its threads: what others do on the machine does not count. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
