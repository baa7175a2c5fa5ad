/** Recovers an incident whose stored item is lost from its last notification, so that it is neither notified twice nor resolved unseen. */

import { accountOf } from '../text/arn.ts';
import { type Incident, newIncident } from './lifecycle/incident.ts';
import { type Entry, isClosing } from './outbox/entry.ts';
import type { State } from './state.ts';
import { fingerprintOf, type Subject } from './types.ts';

export function recoverFromOutbox(state: State): State {
  const notified = [...lastEntries(state.entries.values())].flatMap(incidentsOf);
  const lost = notified.filter(({ fingerprint }) => !state.incidents.has(fingerprint));
  if (lost.length === 0) return state;
  return { ...state, incidents: new Map([...state.incidents, ...lost.map((incident) => [incident.fingerprint, incident] as const)]) };
}

function lastEntries(entries: Iterable<Entry>): Iterable<Entry> {
  const last = new Map<string, Entry>();
  for (const entry of entries) if ((last.get(entry.alertGroup)?.sequence ?? 0) < entry.sequence) last.set(entry.alertGroup, entry);
  return last.values();
}

function incidentsOf(entry: Entry): readonly Incident[] {
  if (isClosing(entry) || entry.notification.kind === 'digest') return [];
  return subjectsOf(entry).map((subject) => incidentOf(entry, subject));
}

function subjectsOf({ notification, loadBalancers }: Entry): readonly Subject[] {
  const { check, region, cluster, members } = notification;
  if (check === 'reading') return [{ check, account: null, region, cluster, loadBalancer: null, name: cluster ?? region }];
  return loadBalancers.map((arn) => {
    const name = arn.split('/')[2] ?? arn;
    const memberCluster = members.find((member) => member.loadBalancer === name)?.cluster;
    return { check, account: accountOf(arn) ?? null, region, cluster: memberCluster ?? cluster, loadBalancer: arn, name };
  });
}

function incidentOf({ notification, notified, alertGroup, createdAt }: Entry, subject: Subject): Incident {
  const member = notification.members.find(({ loadBalancer }) => loadBalancer === subject.name);
  return {
    ...newIncident(fingerprintOf(subject), subject),
    phase: 'firing',
    incidentId: member?.incidentId ?? alertGroup,
    openedAt: notification.since,
    firedAt: createdAt,
    severity: member?.severity ?? notified.severity,
    cause: notified.cause,
    alertGroup,
  };
}
