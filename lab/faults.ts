/** Faults by script: which calls, from which to which of them, and what goes wrong. */

import type { Call } from './calls.ts';
import type { Effect } from './effects.ts';

export type { Effect } from './effects.ts';

/** What a call must be to be hit; what is left out hits every call. `service: 'kubernetes'` means any API server. */
export interface Matcher {
  readonly service?: string;
  readonly action?: string;
  readonly region?: string;
  readonly cluster?: string;
  readonly verb?: string;
  readonly resource?: string;
  readonly namespace?: string;
  /** The rest is asked here. */
  readonly where?: (call: Call) => boolean;
}

export interface Fault {
  readonly on: Matcher;
  /** Of the calls that match, in the order of arrival: one by number, or from-to, both included, counted from 1. Left out: all. */
  readonly nth?: number | readonly [number, number];
  readonly effect: Effect;
}

/** The fault script, at work: counts what matches. */
export interface Script {
  readonly effectsOn: (call: Call) => readonly Effect[];
  readonly add: (...faults: readonly Fault[]) => void;
  readonly clear: () => void;
}

export function createScript(faults: readonly Fault[]): Script {
  const entries = faults.map(counted);
  return {
    effectsOn: (call) => entries.filter((entry) => hits(entry, call)).map(({ fault }) => fault.effect),
    add: (...more) => void entries.push(...more.map(counted)),
    clear: () => void entries.splice(0),
  };
}

interface Counted {
  readonly fault: Fault;
  count: number;
}

const counted = (fault: Fault): Counted => ({ fault, count: 0 });

function hits(entry: Counted, call: Call): boolean {
  const { on, nth } = entry.fault;
  if (!matches(on, call)) return false;
  entry.count += 1;
  if (nth === undefined) return true;
  const [first, last] = typeof nth === 'number' ? [nth, nth] : nth;
  return entry.count >= first && entry.count <= last;
}

function matches({ where, ...wanted }: Matcher, call: Call): boolean {
  const facts: Readonly<Record<string, unknown>> = call.kind === 'kubernetes' ? { ...call, service: 'kubernetes' } : { ...call };
  const same = Object.entries(wanted).every(([name, value]) => value === undefined || facts[name] === value);
  return same && (where?.(call) ?? true);
}
