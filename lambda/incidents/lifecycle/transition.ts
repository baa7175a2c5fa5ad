/** The transitions of an incident between ok, pending, firing, recovering and gone. Pure, and the only place where an incident opens or closes. */

import { secondsBetween } from '../../text/time.ts';
import type { Health, Unhealthy } from '../observe/observation.ts';
import type { Policy } from '../policy.ts';
import { incidentIdOf, type SharedCause } from '../types.ts';
import { type Incident, unlessSame } from './incident.ts';

/** Returns the same object where nothing changed. @param now the time of the run, RFC 3339 */
export function transition(incident: Incident, health: Health, now: string, policy: Policy): Incident {
  return unlessSame(incident, after(incident, health, now, policy));
}

function after(incident: Incident, health: Health, now: string, policy: Policy): Incident {
  switch (health.kind) {
    case 'unknown':
      return afterUnknown(incident, now);
    case 'gone':
      return afterGone(incident, now, policy);
    case 'healthy':
      return afterHealthy(withObservation(incident, 'g', policy), now, policy);
    case 'unhealthy':
      return afterUnhealthy(withObservation(incident, 'b', policy), health, now, policy);
  }
}

/** Not knowing opens nothing and closes nothing. */
const afterUnknown = (incident: Incident, now: string): Incident =>
  incident.phase === 'ok' || incident.phase === 'gone' ? incident : { ...incident, unknownSince: incident.unknownSince ?? now };

function afterGone(incident: Incident, now: string, { absences }: Policy): Incident {
  if (incident.phase === 'gone') return incident;
  const absent = incident.absent + 1;
  if (absent < absences) return { ...incident, absent };
  return { ...incident, phase: 'gone', absent, endedAt: now, bad: 0, good: 0, recent: '', unknownSince: null };
}

/** A window of healthy observations only says nothing and is not stored. */
function withObservation(incident: Incident, mark: 'b' | 'g', { window }: Policy): Incident {
  const recent = `${incident.recent}${mark}`.slice(-window);
  return { ...incident, absent: 0, unknownSince: null, recent: recent.includes('b') ? recent : '' };
}

function afterHealthy(incident: Incident, now: string, policy: Policy): Incident {
  switch (incident.phase) {
    case 'gone':
      return { ...incident, phase: 'ok' };
    case 'ok':
      return forgetRelapses(incident, policy);
    case 'pending':
      return cancelPending(incident);
    case 'firing':
      return resolveWhenStable({ ...incident, phase: 'recovering', bad: 0, good: 1 }, now, policy);
    case 'recovering':
      return resolveWhenStable({ ...incident, good: incident.good + 1 }, now, policy);
  }
}

function forgetRelapses(incident: Incident, { calmAfter }: Policy): Incident {
  if (incident.reopens === 0) return incident;
  const calm = incident.calm + 1;
  return calm >= calmAfter ? { ...incident, reopens: 0, calm: 0 } : { ...incident, calm };
}

/** It was too short to be notified. An incident that was resolved before stays resolved, and keeps its id while it may reopen. */
const cancelPending = (incident: Incident): Incident =>
  incident.endedAt === null ? { ...incident, phase: 'ok', bad: 0, openedAt: null, incidentId: null } : { ...incident, phase: 'ok', bad: 0 };

/** Healthy observations in a row that resolve an incident: each relapse doubles them. */
export const requiredHealthy = ({ reopens }: Incident, { recoveries, longestHold }: Policy): number =>
  Math.min(longestHold, recoveries * 2 ** Math.min(reopens, 30));

/** The window ends with the incident: a single unhealthy observation must not open it again. */
function resolveWhenStable(incident: Incident, now: string, policy: Policy): Incident {
  if (incident.good < requiredHealthy(incident, policy)) return incident;
  return { ...incident, phase: 'ok', endedAt: now, good: 0, bad: 0, recent: '', silenced: null };
}

function afterUnhealthy(incident: Incident, health: Unhealthy, now: string, policy: Policy): Incident {
  const current = { ...incident, severity: health.severity, cause: causeAfter(incident, health) };
  switch (incident.phase) {
    case 'gone':
    case 'ok':
      return fireWhenConfirmed(startPending(current, now, policy), health, now, policy);
    case 'pending':
      return fireWhenConfirmed({ ...current, bad: incident.bad + 1 }, health, now, policy);
    case 'firing':
      return escalate({ ...current, bad: Math.min(incident.bad + 1, maxCounted(incident, policy)) }, policy);
    case 'recovering':
      return { ...current, phase: 'firing', good: 0, bad: 1, reopens: incident.reopens + 1 };
  }
}

/** A higher count changes nothing, and an unchanged incident is not written. */
const maxCounted = ({ subject }: Incident, { failures, unreadableCritical }: Policy) =>
  subject.check === 'reading' ? unreadableCritical : failures;

const escalate = (incident: Incident, { unreadableCritical }: Policy): Incident =>
  incident.subject.check === 'reading' && incident.bad >= unreadableCritical ? { ...incident, severity: 'critical' } : incident;

/** The same incident where it ended lately, or where some sink has not accepted its end yet (its alert group is kept until then). */
function startPending(incident: Incident, now: string, { reopenWithinSeconds }: Policy): Incident {
  const isRelapse =
    incident.endedAt !== null && (incident.alertGroup !== null || secondsBetween(incident.endedAt, now) <= reopenWithinSeconds);
  if (isRelapse) return { ...incident, phase: 'pending', bad: 1 };
  const incidentId = incidentIdOf(incident.fingerprint, now);
  return {
    ...incident,
    phase: 'pending',
    bad: 1,
    openedAt: now,
    incidentId,
    firedAt: null,
    endedAt: null,
    alertGroup: null,
    silenced: null,
  };
}

function fireWhenConfirmed(incident: Incident, health: Unhealthy, now: string, policy: Policy): Incident {
  if (!isConfirmed(incident, health, policy)) return incident;
  const reopens = incident.endedAt === null ? incident.reopens : incident.reopens + 1;
  return { ...incident, phase: 'firing', firedAt: now, endedAt: null, reopens, good: 0 };
}

/** An unreadable scope fires by an unbroken streak only; targets also by the window, or a quick flapper would never fire. */
function isConfirmed({ bad, recent, subject }: Incident, { down }: Unhealthy, policy: Policy): boolean {
  if (subject.check === 'reading') return bad >= policy.blind;
  if (bad >= (down ? Math.min(policy.failuresWhenDown, policy.failures) : policy.failures)) return true;
  return [...recent].filter((mark) => mark === 'b').length >= policy.failuresInWindow;
}

/** A cause that is hidden because something could not be read has not gone away. */
function causeAfter(incident: Incident, { cause, causeKnown }: Unhealthy): SharedCause | null {
  if (cause === null) return causeKnown || incident.phase === 'ok' ? null : incident.cause;
  return incident.cause?.rule === cause.rule && incident.cause.scope === cause.scope ? incident.cause : cause;
}
