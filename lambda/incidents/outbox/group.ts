/** Alert groups: incidents with one cause in common share one notification. Once notified together, they stay together until all are over. */

import { secondsBetween } from '../../text/time.ts';
import { type Incident, isOpen } from '../lifecycle/incident.ts';
import { severityRank, shortHash } from '../types.ts';
import { type Entry, isAccepted, isClosing } from './entry.ts';

export interface AlertGroup {
  /** The id of the incident that started it. */
  readonly id: string;
  /** Worst first, then by name. */
  readonly members: readonly Incident[];
  readonly open: readonly Incident[];
  /** The worst open member, or the worst one where all are over; undefined where only entries are left. */
  readonly lead: Incident | undefined;
  /** By sequence. */
  readonly entries: readonly Entry[];
}

export function alertGroupsOf(incidents: Iterable<Incident>, entries: Iterable<Entry>): readonly AlertGroup[] {
  const members = new Map<string, Incident[]>();
  for (const incident of incidents) if (incident.alertGroup !== null) append(members, incident.alertGroup, incident);
  const entriesById = new Map<string, Entry[]>();
  for (const entry of entries) append(entriesById, entry.alertGroup, entry);
  const ids = [...new Set([...members.keys(), ...entriesById.keys()])].toSorted();
  return ids.map((id) => alertGroupOf(id, members.get(id) ?? [], entriesById.get(id) ?? []));
}

function alertGroupOf(id: string, incidents: readonly Incident[], entries: readonly Entry[]): AlertGroup {
  const members = incidents.toSorted(worstFirst);
  const open = members.filter(isOpen);
  return { id, members, open, lead: open[0] ?? members[0], entries: entries.toSorted((a, b) => a.sequence - b.sequence) };
}

function append<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function worstFirst(a: Incident, b: Incident): number {
  if (a.severity !== b.severity) return severityRank[b.severity] - severityRank[a.severity];
  const [first, second] = [`${a.subject.name} ${a.fingerprint}`, `${b.subject.name} ${b.fingerprint}`];
  return first < second ? -1 : 1;
}

/** The last entry that is for a sink. */
export const lastFor = ({ entries }: AlertGroup, sink: string): Entry | undefined =>
  entries.findLast(({ deliveries }) => Object.hasOwn(deliveries, sink));

/** Every sink that was notified of the beginning has accepted the end. */
export function isFinished(alertGroup: AlertGroup, sinks: readonly string[]): boolean {
  if (alertGroup.open.length > 0) return false;
  return sinks.every((sink) => {
    const last = lastFor(alertGroup, sink);
    const delivery = last?.deliveries[sink];
    return last === undefined || (delivery !== undefined && isAccepted(delivery) && isClosing(last));
  });
}

/** Equal for incidents with one cause in common; an incident without a cause is a group of its own. */
export function groupKeyOf({ subject, cause, incidentId }: Incident): string {
  if (cause === null || subject.check !== 'target-health' || (subject.cluster === null && cause.scope === '')) return incidentId ?? '';
  return shortHash([subject.account, subject.region, subject.cluster, cause.rule, cause.scope]);
}

/**
 * Puts every open incident that may be notified into an alert group: an open one with the same key, or a new one that is named after its oldest
 * incident. A new group waits one run, so that a cluster-wide fault is one notification; a critical one does not wait.
 */
export function assignAlertGroups(
  incidents: ReadonlyMap<string, Incident>,
  mayNotify: (incident: Incident) => boolean,
  now: string,
): ReadonlyMap<string, Incident> {
  const open = [...incidents.values()].filter(isOpen);
  const ungrouped = open.filter((incident) => incident.alertGroup === null && mayNotify(incident));
  if (ungrouped.length === 0) return incidents;
  const alertGroups = new Map(
    open.flatMap((incident) => (incident.alertGroup === null ? [] : [[groupKeyOf(incident), incident.alertGroup]])),
  );
  const assigned = new Map(incidents);
  for (const [groupKey, members] of Map.groupBy(ungrouped.toSorted(oldestFirst), groupKeyOf)) {
    if (!alertGroups.has(groupKey) && !members.some((incident) => mayStartGroup(incident, now))) continue;
    const alertGroup = alertGroups.get(groupKey) ?? members[0]?.incidentId ?? null;
    for (const incident of members) assigned.set(incident.fingerprint, { ...incident, alertGroup });
  }
  return assigned;
}

const mayStartGroup = ({ severity, firedAt, subject }: Incident, now: string) =>
  severity === 'critical' || subject.check === 'reading' || firedAt === null || secondsBetween(firedAt, now) > 0;

function oldestFirst(a: Incident, b: Incident): number {
  const [first, second] = [`${a.openedAt} ${a.fingerprint}`, `${b.openedAt} ${b.fingerprint}`];
  return first < second ? -1 : 1;
}
