/** Drops what is no longer needed: incidents whose end every sink has accepted, and delivered entries that are not the last of their alert group. */

import { secondsBetween } from '../text/time.ts';
import { type Incident, unlessSame } from './lifecycle/incident.ts';
import type { EvaluationContext } from './notifications.ts';
import { type Entry, isDelivered } from './outbox/entry.ts';
import { type AlertGroup, alertGroupsOf, isFinished, lastFor } from './outbox/group.ts';
import { parkedSinkGroup } from './outbox/sinkParked.ts';
import type { State } from './state.ts';

export function prune(state: State, { now, sinks, policy }: EvaluationContext): State {
  if (state.incidents.size === 0 && state.entries.size === 0) return state;
  const alertGroups = alertGroupsOf(state.incidents.values(), state.entries.values());
  const finished = new Set(alertGroups.filter((alertGroup) => isFinished(alertGroup, sinks)).map(({ id }) => id));
  const mayReopen = ({ endedAt }: Incident) => endedAt !== null && secondsBetween(endedAt, now) <= policy.reopenWithinSeconds;
  const incidents = prunedIncidents(state.incidents, finished, mayReopen);
  const inUse = new Set([...incidents.values()].map(({ alertGroup }) => alertGroup));
  return { ...state, incidents, entries: prunedEntries(state.entries, alertGroups, inUse, sinks) };
}

function prunedIncidents(
  incidents: State['incidents'],
  finished: ReadonlySet<string>,
  mayReopen: (incident: Incident) => boolean,
): State['incidents'] {
  const remaining = [...incidents.values()].flatMap((incident) => prunedIncident(incident, finished, mayReopen) ?? []);
  const isUnchanged =
    remaining.length === incidents.size && remaining.every((incident) => incidents.get(incident.fingerprint) === incident);
  return isUnchanged ? incidents : new Map(remaining.map((incident) => [incident.fingerprint, incident]));
}

/** Undefined: dropped. */
function prunedIncident(
  incident: Incident,
  finished: ReadonlySet<string>,
  mayReopen: (incident: Incident) => boolean,
): Incident | undefined {
  if (incident.phase !== 'ok' && incident.phase !== 'gone') return incident;
  const isEndNotified = incident.alertGroup === null || finished.has(incident.alertGroup);
  if (!isEndNotified) return incident;
  if (incident.phase === 'gone') return undefined;
  if (mayReopen(incident)) return incident;
  if (incident.recent === '' && incident.reopens === 0) return undefined;
  return unlessSame(incident, { ...incident, alertGroup: null, endedAt: null, incidentId: null, openedAt: null, firedAt: null });
}

function prunedEntries(
  entries: State['entries'],
  alertGroups: readonly AlertGroup[],
  inUse: ReadonlySet<string | null>,
  sinks: readonly string[],
): State['entries'] {
  const dropped = new Set(alertGroups.flatMap((alertGroup) => droppable(alertGroup, inUse, sinks)).map(({ id }) => id));
  return dropped.size === 0 ? entries : new Map([...entries].filter(([id]) => !dropped.has(id)));
}

function droppable(alertGroup: AlertGroup, inUse: ReadonlySet<string | null>, sinks: readonly string[]): readonly Entry[] {
  const { id, entries } = alertGroup;
  const lastEntries = new Set([entries.at(-1), ...sinks.map((sink) => lastFor(alertGroup, sink))]);
  const isInUse = inUse.has(id) || sinks.some((sink) => parkedSinkGroup(sink) === id);
  return entries.filter((entry) => isDelivered(entry, sinks) && !(isInUse && lastEntries.has(entry)));
}
