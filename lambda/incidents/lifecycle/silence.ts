/** Silences and acknowledgements: what people asked not to be told, for how long, and why. Judged by time, never by whether an item was deleted. */

import type { IncidentSeverity } from '../outbox/notification.ts';
import type { Check } from '../types.ts';
import { isOpen, type Life, severityRank } from './incident.ts';

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
  /** True: stays silent even where it gets worse than when it was first silenced. */
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

export const longestSilenceSeconds = 7 * 24 * 3600;

/** Every complaint about a silence, in a sentence; none where it may be stored. */
export function complaints({ matchers, startsAt, endsAt, author, reason }: Silence): readonly string[] {
  const seconds = (Date.parse(endsAt) - Date.parse(startsAt)) / 1000;
  return [
    ...(Number.isNaN(seconds) ? ['a silence needs a start and an end, as RFC 3339 times'] : []),
    ...(seconds <= 0 ? ['a silence must end after it starts'] : []),
    ...(seconds > longestSilenceSeconds ? ['a silence lasts seven days at most: set it again when it ends'] : []),
    ...(Object.values(matchers).every((value) => value === undefined)
      ? ['a silence must name something: without a matcher it would mute all']
      : []),
    ...(author === '' ? ['a silence needs an author'] : []),
    ...(reason === '' ? ['a silence needs a reason'] : []),
  ];
}

export const isActive = ({ startsAt, endsAt }: Silence, now: string): boolean =>
  Date.parse(startsAt) <= Date.parse(now) && Date.parse(now) < Date.parse(endsAt);

export function matches({ account, region, cluster, loadBalancer, cause, check }: Matchers, { subject, cause: found }: Life): boolean {
  const pairs: readonly (readonly [string | undefined, readonly (string | null | undefined)[]])[] = [
    [account, [subject.account]],
    [region, [subject.region]],
    [cluster, [subject.cluster]],
    [loadBalancer, [subject.loadBalancer, subject.name]],
    [cause, [found?.rule]],
    [check, [subject.check]],
  ];
  return pairs.every(([wanted, values]) => wanted === undefined || values.includes(wanted));
}

/** The life with the silence that covers it now, or without. How bad it was is kept from when an open incident was first covered. */
export function silencedBy(life: Life, silences: readonly Silence[], now: string): Life {
  const active = silences.filter((one) => isActive(one, now) && matches(one.matchers, life));
  const kept = active.find(({ id }) => id === life.silenced?.by);
  if (kept !== undefined) return life;
  const first = active[0];
  if (first === undefined) return life.silenced === null ? life : { ...life, silenced: null };
  return isOpen(life) ? { ...life, silenced: { by: first.id, severity: life.severity } } : life;
}

export function isSilent(life: Life, silences: readonly Silence[], now: string): boolean {
  const covering = silences.find((one) => isActive(one, now) && matches(one.matchers, life));
  if (covering === undefined) return false;
  if (covering.throughEscalation || life.silenced === null) return true;
  return severityRank[life.severity] <= severityRank[life.silenced.severity];
}

/** The acknowledgement of an announcement that still holds. */
export function acknowledgementOf(
  acknowledgements: readonly Acknowledgement[],
  incidentIds: ReadonlySet<string>,
  severity: IncidentSeverity,
  openedAgainAt: string | null,
): Acknowledgement | undefined {
  return acknowledgements.find(
    (one) =>
      incidentIds.has(one.incidentId) &&
      (one.mode === 'sticky' || one.severity === severity) &&
      (openedAgainAt === null || Date.parse(one.at) >= Date.parse(openedAgainAt)),
  );
}
