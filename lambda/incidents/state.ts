/** All that is remembered between two runs. */

import type { Baseline, Facts } from './changes/hashes.ts';
import type { Life } from './lifecycle/incident.ts';
import type { Acknowledgement, Silence } from './lifecycle/silence.ts';
import type { Entry } from './outbox/entry.ts';

export interface State {
  /** The first run that wrote into this memory. */
  readonly startedAt: string;
  /** By fingerprint. What is well and has no past has no life here. */
  readonly lives: ReadonlyMap<string, Life>;
  /** By id: the last one of each thread, and all that are not delivered. */
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
  lives: new Map(),
  entries: new Map(),
  silences: [],
  acknowledgements: [],
  baselines: new Map(),
  shared: new Map(),
});
