/** Times as people write them: lengths (`90s`, `10m`, `2h`, `3d`), and points in time with their zone. */

import { singleLine } from '../lambda/report/escape.ts';
import { UsageError } from './command.ts';

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Seconds. @throws UsageError that names the option */
export function lengthOf(given: string, option: string): number {
  const [, number = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(given) ?? [];
  const length = Number(number) * (seconds[unit] ?? Number.NaN);
  if (number !== '' && length > 0) return length;
  throw new UsageError(`--${option} takes a length of time such as 90s, 10m, 2h or 3d, not "${singleLine(given)}".`);
}

/** A date, a time of day, and a zone, as RFC 3339 has them. */
const rfc3339 = /^(\d{4}-\d{2}-\d{2})[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})?$/;

/** RFC 3339 in UTC. @throws UsageError that names the option: for what is no time, has no zone, or is over */
export function timeOf(given: string, now: string, option: string): string {
  const shown = singleLine(given);
  const example = `such as ${now.slice(0, 10)}T18:00:00Z for UTC, or ${now.slice(0, 10)}T18:00:00+02:00`;
  const [, date = '', zone] = rfc3339.exec(given.trim()) ?? [];
  if (date !== '' && zone === undefined) throw new UsageError(`--${option} ${shown} has no time zone: write it with one, ${example}.`);
  const time = date === '' || !isCalendarDay(date) ? Number.NaN : Date.parse(given.trim());
  if (Number.isNaN(time)) throw new UsageError(`--${option} takes a time with its zone, ${example}, not "${shown}".`);
  if (time <= Date.parse(now)) throw new UsageError(`--${option} ${shown} is over: it is ${now} now.`);
  return new Date(time).toISOString();
}

/** JavaScript takes 30 February for 2 March. */
const isCalendarDay = (date: string): boolean => {
  const midnight = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
};
