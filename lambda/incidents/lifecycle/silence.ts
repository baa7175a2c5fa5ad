/** Silences and acknowledgements: what people mute, for how long, and why. They end by time, not by the deletion of an item. */

import { type Check, type IncidentSeverity, severityRank } from '../types.ts';
import { type Incident, isOpen } from './incident.ts';

export interface Matchers {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly cluster?: string | undefined;
  /** Name or ARN. */
  readonly loadBalancer?: string | undefined;
  /** Rule id. */
  readonly cause?: string | undefined;
  readonly check?: Check | undefined;
}

export interface Silence {
  readonly kind: 'silence';
  readonly id: string;
  readonly matchers: Matchers;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly author: string;
  readonly reason: string;
  /** True: an incident stays silent even where its severity rises above what it was when first silenced. */
  readonly throughEscalation: boolean;
}

/** `normal` lasts until the severity changes or it opens again; `sticky` until it is resolved. Stops reminders, nothing else. */
export interface Acknowledgement {
  readonly kind: 'acknowledgement';
  readonly id: string;
  readonly incidentId: string;
  readonly mode: 'normal' | 'sticky';
  readonly severity: IncidentSeverity;
  readonly author: string;
  readonly reason: string;
  readonly at: string;
}

export const maxSilenceSeconds = 7 * 24 * 3600;

/** What is wrong with a silence, in sentences; none where it is valid. */
export function silenceErrors({ matchers, startsAt, endsAt, author, reason }: Silence): readonly string[] {
  const seconds = (Date.parse(endsAt) - Date.parse(startsAt)) / 1000;
  return [
    ...(Number.isNaN(seconds) ? ['a silence needs a start and an end, as RFC 3339 times'] : []),
    ...(seconds <= 0 ? ['a silence must end after it starts'] : []),
    ...(seconds > maxSilenceSeconds ? ['a silence lasts seven days at most: set it again when it ends'] : []),
    ...(Object.values(matchers).every((value) => value === undefined)
      ? ['a silence must name something: without a matcher it would mute all']
      : []),
    ...(author === '' ? ['a silence needs an author'] : []),
    ...(reason === '' ? ['a silence needs a reason'] : []),
  ];
}

export const isActive = ({ startsAt, endsAt }: Silence, now: string): boolean =>
  Date.parse(startsAt) <= Date.parse(now) && Date.parse(now) < Date.parse(endsAt);

export function matches({ account, region, cluster, loadBalancer, cause, check }: Matchers, { subject, cause: found }: Incident): boolean {
  const criteria: readonly (readonly [string | undefined, readonly (string | null | undefined)[]])[] = [
    [account, [subject.account]],
    [region, [subject.region]],
    [cluster, [subject.cluster]],
    [loadBalancer, [subject.loadBalancer, subject.name]],
    [cause, [found?.rule]],
    [check, [subject.check]],
  ];
  return criteria.every(([required, values]) => required === undefined || values.includes(required));
}

/** The incident with the silence that covers it now, or without one. The severity is that of the time when an open incident was first covered. */
export function silencedBy(incident: Incident, silences: readonly Silence[], now: string): Incident {
  const active = silences.filter((silence) => isActive(silence, now) && matches(silence.matchers, incident));
  const isCovered = active.some(({ id }) => id === incident.silenced?.by);
  if (isCovered) return incident;
  const first = active[0];
  if (first === undefined) return incident.silenced === null ? incident : { ...incident, silenced: null };
  return isOpen(incident) ? { ...incident, silenced: { by: first.id, severity: incident.severity } } : incident;
}

export function isSilent(incident: Incident, silences: readonly Silence[], now: string): boolean {
  const covering = silences.find((silence) => isActive(silence, now) && matches(silence.matchers, incident));
  if (covering === undefined) return false;
  if (covering.throughEscalation || incident.silenced === null) return true;
  return severityRank[incident.severity] <= severityRank[incident.silenced.severity];
}

/** The acknowledgement of an alert group that is still valid. */
export function acknowledgementOf(
  acknowledgements: readonly Acknowledgement[],
  incidentIds: ReadonlySet<string>,
  severity: IncidentSeverity,
  reopenedAt: string | null,
): Acknowledgement | undefined {
  return acknowledgements.find(
    (acknowledgement) =>
      incidentIds.has(acknowledgement.incidentId) &&
      (acknowledgement.mode === 'sticky' || acknowledgement.severity === severity) &&
      (reopenedAt === null || Date.parse(acknowledgement.at) >= Date.parse(reopenedAt)),
  );
}
