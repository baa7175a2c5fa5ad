/** A world moved in time: what was seen last year happens now, so that ages, leases and events mean what they meant then. */

import type { Snapshot } from '../lambda/snapshot/snapshot.ts';

/** RFC 3339, as both APIs and their logs write it. */
const time = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g;

/** The world as if it had been captured at `now`: every time in it is as much later as the capture is. */
export function today(snapshot: Snapshot, now: Date): Snapshot {
  // Whole seconds: the API server has no others, and nothing may lie in the future.
  const shift = Math.floor((now.getTime() - Date.parse(snapshot.takenAt)) / 1000) * 1000;
  return moved(snapshot, shift) as Snapshot;
}

function moved(value: unknown, shift: number): unknown {
  if (typeof value === 'string') return value.replace(time, (found) => later(found, shift));
  if (value instanceof Date) return new Date(value.getTime() + shift);
  if (Array.isArray(value)) return value.map((item) => moved(item, shift));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, moved(item, shift)]));
  if (value instanceof Set || value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, moved(item, shift)]));
}

/** Keeps the fraction of a second as it was written: leases have six digits. */
function later(found: string, shift: number): string {
  const fraction = /\.\d+/.exec(found)?.[0] ?? '';
  const at = Date.parse(found.replace(fraction, ''));
  return Number.isNaN(at) ? found : `${new Date(at + shift).toISOString().slice(0, 19)}${fraction}Z`;
}
