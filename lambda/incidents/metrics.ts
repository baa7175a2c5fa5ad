/** What a run counts, for dashboards and alarms. */

import { secondsBetween } from '../text/time.ts';
import { isOpen } from './lifecycle/incident.ts';
import { type Entry, isAccepted } from './outbox/entry.ts';
import type { NotificationKind } from './outbox/notification.ts';
import type { State } from './state.ts';
import type { IncidentSeverity } from './types.ts';

export interface Metrics {
  readonly open: Readonly<Record<IncidentSeverity, number>>;
  readonly pending: number;
  /** Regions and clusters that cannot be read. */
  readonly unreadable: number;
  /** Open incidents whose health could not be read in this run. */
  readonly stale: number;
  readonly opened: number;
  readonly resolved: number;
  /** Entries that some sink has not accepted. */
  readonly waiting: number;
  readonly oldestWaitingSeconds: number;
  readonly parked: number;
}

export function metricsOf({ incidents, entries }: State, created: readonly Entry[], now: string): Metrics {
  const all = [...incidents.values()];
  const open = all.filter(isOpen);
  const targets = open.filter(({ subject }) => subject.check !== 'reading');
  const ofSeverity = (severity: IncidentSeverity) => targets.filter((incident) => incident.severity === severity).length;
  const ofKind = (kind: NotificationKind) => created.filter(({ notification }) => notification.kind === kind).length;
  const waiting = [...entries.values()].filter(({ deliveries }) => Object.values(deliveries).some((delivery) => !isAccepted(delivery)));
  return {
    open: { critical: ofSeverity('critical'), high: ofSeverity('high'), warning: ofSeverity('warning'), info: ofSeverity('info') },
    pending: all.filter(({ phase }) => phase === 'pending').length,
    unreadable: open.length - targets.length,
    stale: targets.filter(({ unknownSince }) => unknownSince !== null).length,
    opened: ofKind('opened') + ofKind('reopened'),
    resolved: ofKind('resolved') + ofKind('gone'),
    waiting: waiting.length,
    oldestWaitingSeconds: Math.max(0, ...waiting.map(({ createdAt }) => secondsBetween(createdAt, now))),
    parked: waiting.filter(({ deliveries }) => Object.values(deliveries).some(({ state }) => state === 'parked')).length,
  };
}
