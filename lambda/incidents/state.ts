/** The state that one run leaves for the next. */

import type { Baseline, Facts } from './changes/hashes.ts';
import type { Incident } from './lifecycle/incident.ts';
import type { Acknowledgement, Silence } from './lifecycle/silence.ts';
import { acknowledgeFoldedEntries } from './outbox/digest.ts';
import type { Entry } from './outbox/entry.ts';

export interface State {
  /** The first run that wrote into this store. */
  readonly startedAt: string;
  /** By fingerprint. A healthy subject without a history has no incident. */
  readonly incidents: ReadonlyMap<string, Incident>;
  /** By id: the last one of each alert group, and all that are not delivered. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly silences: readonly Silence[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** By ARN. */
  readonly baselines: ReadonlyMap<string, Baseline>;
  /** Facts of clusters by name. */
  readonly shared: ReadonlyMap<string, Facts>;
}

export const emptyState = (startedAt: string): State => ({
  startedAt,
  incidents: new Map(),
  entries: new Map(),
  silences: [],
  acknowledgements: [],
  baselines: new Map(),
  shared: new Map(),
});

/** Entries whose digest was accepted since count as accepted; entries whose digest is lost are sent again. */
export function acknowledgeFolded(state: State, now: string): State {
  const entries = acknowledgeFoldedEntries(state.entries, now);
  return entries === state.entries ? state : { ...state, entries };
}
