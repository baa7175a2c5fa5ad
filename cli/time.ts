/** Lengths of time as people write them: `90s`, `10m`, `2h`, `3d`. */

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
