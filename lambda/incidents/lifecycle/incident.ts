/** The memory of one thing that is watched: what has to be known from one run to the next. */

import type { SharedCause } from '../observe/observation.ts';
import type { IncidentSeverity } from '../outbox/notification.ts';
import type { Subject } from '../types.ts';

export type Phase = 'ok' | 'pending' | 'firing' | 'recovering' | 'gone';

export interface Life {
  readonly fingerprint: string;
  readonly subject: Subject;
  readonly phase: Phase;
  /** Bad observations in a row, up to the number that matters. */
  readonly bad: number;
  readonly good: number;
  readonly absent: number;
  /** The last known observations, oldest first, `b` or `g`. */
  readonly recent: string;
  readonly openedAt: string | null;
  readonly incidentId: string | null;
  readonly firedAt: string | null;
  /** Of the resolve; null while it is open. */
  readonly endedAt: string | null;
  /** Relapses that make the hold longer. */
  readonly reopens: number;
  /** Good observations since the resolve, towards forgetting the relapses. */
  readonly calm: number;
  readonly severity: IncidentSeverity;
  readonly cause: SharedCause | null;
  readonly unknownSince: string | null;
  /** The announcement it is part of, named after the incident that led it; set when it is first told. */
  readonly thread: string | null;
  /** The silence that covers it, and how bad it was then: worse than that breaks through. */
  readonly silenced: { readonly by: string; readonly severity: IncidentSeverity } | null;
}

export const newLife = (fingerprint: string, subject: Subject): Life => ({
  fingerprint,
  subject,
  phase: 'ok',
  bad: 0,
  good: 0,
  absent: 0,
  recent: '',
  openedAt: null,
  incidentId: null,
  firedAt: null,
  endedAt: null,
  reopens: 0,
  calm: 0,
  severity: 'info',
  cause: null,
  unknownSince: null,
  thread: null,
  silenced: null,
});

/** A problem people have been told of, or are about to be. */
export const isOpen = ({ phase }: Life): boolean => phase === 'firing' || phase === 'recovering';

export const severityRank: Readonly<Record<IncidentSeverity, number>> = { info: 0, warning: 1, high: 2, critical: 3 };

export const worst = (severities: readonly IncidentSeverity[]): IncidentSeverity =>
  severities.reduce<IncidentSeverity>((most, one) => (severityRank[one] > severityRank[most] ? one : most), 'info');

/** The same object where nothing differs: what has not changed is not written. Observation and silence make new nested values only when they differ. */
export function unlessSame(before: Life, after: Life): Life {
  for (const key of Object.keys(after) as (keyof Life)[]) if (before[key] !== after[key]) return after;
  return before;
}
