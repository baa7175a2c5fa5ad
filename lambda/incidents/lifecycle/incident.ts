/** What is stored of one watched subject from one run to the next: healthy again, pending, firing, recovering or gone. */

import type { IncidentSeverity, SharedCause, Subject } from '../types.ts';

export type Phase = 'ok' | 'pending' | 'firing' | 'recovering' | 'gone';

export interface Incident {
  readonly fingerprint: string;
  readonly subject: Subject;
  readonly phase: Phase;
  /** Unhealthy observations in a row, up to the number that matters. */
  readonly bad: number;
  readonly good: number;
  readonly absent: number;
  /** The last known observations, oldest first, `b` (bad) or `g` (good). */
  readonly recent: string;
  readonly openedAt: string | null;
  readonly incidentId: string | null;
  readonly firedAt: string | null;
  /** When it was resolved; null while it is open. */
  readonly endedAt: string | null;
  /** Relapses: each one doubles the healthy observations that a resolve needs. */
  readonly reopens: number;
  /** Healthy observations since the resolve, towards forgetting the relapses. */
  readonly calm: number;
  readonly severity: IncidentSeverity;
  readonly cause: SharedCause | null;
  readonly unknownSince: string | null;
  /** Id of the alert group it belongs to, set when it is first notified. */
  readonly alertGroup: string | null;
  /** The silence that covers it, and the severity at that time: a higher one breaks through. */
  readonly silenced: { readonly by: string; readonly severity: IncidentSeverity } | null;
}

export const newIncident = (fingerprint: string, subject: Subject): Incident => ({
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
  alertGroup: null,
  silenced: null,
});

/** A problem that was notified, or is about to be. */
export const isOpen = ({ phase }: Incident): boolean => phase === 'firing' || phase === 'recovering';

/** The same object where nothing differs, so that it is not written again. Nested values are new objects only when they differ. */
export function unlessSame(before: Incident, after: Incident): Incident {
  for (const key of Object.keys(after) as (keyof Incident)[]) if (before[key] !== after[key]) return after;
  return before;
}
