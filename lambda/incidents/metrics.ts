/** What a run counts, for dashboards and alarms. */

import { secondsBetween } from '../text/time.ts';
import { isOpen, type Life } from './lifecycle/incident.ts';
import { type Entry, isAccepted } from './outbox/entry.ts';
import type { IncidentSeverity } from './outbox/notification.ts';
import type { State } from './state.ts';

export interface Metrics {
  readonly open: Readonly<Record<IncidentSeverity, number>>;
  readonly pending: number;
  /** Regions and clusters that cannot be read. */
  readonly blind: number;
  /** Open incidents whose health could not be read this time. */
  readonly stale: number;
  readonly opened: number;
  readonly resolved: number;
  /** Entries that some sink has not accepted. */
  readonly waiting: number;
  readonly oldestWaitingSeconds: number;
  readonly parked: number;
}

export function metricsOf({ lives, entries }: State, created: readonly Entry[], now: string): Metrics {
  const all = [...lives.values()];
  const targets = all.filter((life) => isOpen(life) && life.subject.check !== 'reading');
  const waiting = [...entries.values()].filter(({ deliveries }) => Object.values(deliveries).some((one) => !isAccepted(one)));
  const many = (kind: string) => created.filter(({ announcement }) => announcement.kind === kind).length;
  return {
    open: {
      critical: count(targets, 'critical'),
      high: count(targets, 'high'),
      warning: count(targets, 'warning'),
      info: count(targets, 'info'),
    },
    pending: all.filter(({ phase }) => phase === 'pending').length,
    blind: all.filter((life) => isOpen(life) && life.subject.check === 'reading').length,
    stale: targets.filter(({ unknownSince }) => unknownSince !== null).length,
    opened: many('opened') + many('reopened'),
    resolved: many('resolved') + many('gone'),
    waiting: waiting.length,
    oldestWaitingSeconds: Math.max(0, ...waiting.map(({ createdAt }) => secondsBetween(createdAt, now))),
    parked: waiting.filter(({ deliveries }) => Object.values(deliveries).some(({ state }) => state === 'parked')).length,
  };
}

const count = (lives: readonly Life[], severity: IncidentSeverity) => lives.filter((life) => life.severity === severity).length;
