/** Words for times and kinds that every message shares. */

import type { Notification } from '../incidents/outbox/notification.ts';
import type { IncidentSeverity } from '../incidents/types.ts';

/** `42 s`, `42 min`, `3 h 5 min`, `2 d 4 h`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 90) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return twoParts(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  return twoParts(Math.floor(minutes / 1440), 'd', Math.floor((minutes % 1440) / 60), 'h');
}

const twoParts = (big: number, bigUnit: string, small: number, smallUnit: string) =>
  `${big} ${bigUnit}${small === 0 ? '' : ` ${small} ${smallUnit}`}`;

/** `2026-11-24 13:05 UTC` */
export const clockTime = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;

export const severityWords: Readonly<Record<IncidentSeverity, string>> = {
  critical: 'Critical',
  high: 'High',
  warning: 'Warning',
  info: 'Info',
};

/** Where an incident stands, in the word that filters and automations match: `firing`, `update` or `resolved`. */
export function statusOf({ kind }: Notification): 'firing' | 'update' | 'resolved' {
  switch (kind) {
    case 'opened':
    case 'reopened':
    case 'unreadable':
      return 'firing';
    case 'resolved':
    case 'gone':
    case 'readable':
      return 'resolved';
    case 'updated':
    case 'reminder':
    case 'digest':
      return 'update';
  }
}
