/** One observation in the life of one thing: ok, pending, firing, recovering, gone. Pure, and the whole of what opens or closes an incident. */

import { secondsBetween } from '../../text/time.ts';
import type { Observation, SharedCause, Unhealthy } from '../observe/observation.ts';
import type { Policy } from '../policy.ts';
import { mintIncident } from '../types.ts';
import { type Life, unlessSame } from './incident.ts';

/** Returns the same object where nothing changed. @param now the time of the run, RFC 3339 */
export function step(life: Life, seen: Observation, now: string, policy: Policy): Life {
  return unlessSame(life, next(life, seen, now, policy));
}

function next(life: Life, seen: Observation, now: string, policy: Policy): Life {
  switch (seen.kind) {
    case 'unknown':
      return life.phase === 'ok' || life.phase === 'gone' ? life : { ...life, unknownSince: life.unknownSince ?? now };
    case 'gone':
      return missed(life, now, policy);
    case 'healthy':
      return better(known(life, 'g', policy), now, policy);
    case 'unhealthy':
      return worse(known(life, 'b', policy), seen, now, policy);
  }
}

/** A window that is all good says nothing and is not kept. */
function known(life: Life, mark: 'b' | 'g', { window }: Policy): Life {
  const recent = `${life.recent}${mark}`.slice(-window);
  return { ...life, absent: 0, unknownSince: null, recent: recent.includes('b') ? recent : '' };
}

function missed(life: Life, now: string, { absences }: Policy): Life {
  if (life.phase === 'gone') return life;
  const absent = life.absent + 1;
  if (absent < absences) return { ...life, absent };
  return { ...life, phase: 'gone', absent, endedAt: now, bad: 0, good: 0, recent: '', unknownSince: null };
}

function better(life: Life, now: string, policy: Policy): Life {
  switch (life.phase) {
    case 'gone':
      return { ...life, phase: 'ok' };
    case 'ok':
      return calmer(life, policy);
    case 'pending':
      return dropped(life);
    case 'firing':
      return held({ ...life, phase: 'recovering', bad: 0, good: 1 }, now, policy);
    case 'recovering':
      return held({ ...life, good: life.good + 1 }, now, policy);
  }
}

function calmer(life: Life, { calmAfter }: Policy): Life {
  if (life.reopens === 0) return life;
  const calm = life.calm + 1;
  return calm >= calmAfter ? { ...life, reopens: 0, calm: 0 } : { ...life, calm };
}

/** Too short to be told. What had been resolved before stays resolved, and keeps its name for a while. */
const dropped = (life: Life): Life =>
  life.endedAt === null ? { ...life, phase: 'ok', bad: 0, openedAt: null, incidentId: null } : { ...life, phase: 'ok', bad: 0 };

/** Healthy observations in a row that are believed: doubled by each relapse. */
export const holdOf = ({ reopens }: Life, { recoveries, longestHold }: Policy): number =>
  Math.min(longestHold, recoveries * 2 ** Math.min(reopens, 30));

/** The window is forgotten with the incident, or a single blip would open it again. */
function held(life: Life, now: string, policy: Policy): Life {
  if (life.good < holdOf(life, policy)) return life;
  return { ...life, phase: 'ok', endedAt: now, good: 0, bad: 0, recent: '', silenced: null };
}

function worse(life: Life, seen: Unhealthy, now: string, policy: Policy): Life {
  const worsened = { ...life, severity: seen.severity, cause: causeAfter(life, seen) };
  switch (life.phase) {
    case 'gone':
    case 'ok':
      return fired(begun(worsened, now, policy), seen, now, policy);
    case 'pending':
      return fired({ ...worsened, bad: life.bad + 1 }, seen, now, policy);
    case 'firing':
      return escalated({ ...worsened, bad: Math.min(life.bad + 1, countedBad(life, policy)) }, policy);
    case 'recovering':
      return { ...worsened, phase: 'firing', good: 0, bad: 1, reopens: life.reopens + 1 };
  }
}

/** Beyond this, more of them change nothing, and what does not change is not written. */
const countedBad = ({ subject }: Life, { failures, blindCritical }: Policy) => (subject.check === 'reading' ? blindCritical : failures);

const escalated = (life: Life, { blindCritical }: Policy): Life =>
  life.subject.check === 'reading' && life.bad >= blindCritical ? { ...life, severity: 'critical' } : life;

/** The same incident where it ended lately, or where its end has not been told everywhere yet (its thread is kept until then). */
function begun(life: Life, now: string, { reopenWithinSeconds }: Policy): Life {
  const back = life.endedAt !== null && (life.thread !== null || secondsBetween(life.endedAt, now) <= reopenWithinSeconds);
  if (back) return { ...life, phase: 'pending', bad: 1 };
  const incidentId = mintIncident(life.fingerprint, now);
  return { ...life, phase: 'pending', bad: 1, openedAt: now, incidentId, firedAt: null, endedAt: null, thread: null, silenced: null };
}

function fired(life: Life, seen: Unhealthy, now: string, policy: Policy): Life {
  if (!opens(life, seen, policy)) return life;
  const relapses = life.endedAt === null ? life.reopens : life.reopens + 1;
  return { ...life, phase: 'firing', firedAt: now, endedAt: null, reopens: relapses, good: 0 };
}

/** A scope that cannot be read opens by an unbroken streak only; targets also by the window, or a quick flapper would stay silent for ever. */
function opens({ bad, recent, subject }: Life, { down }: Unhealthy, policy: Policy): boolean {
  if (subject.check === 'reading') return bad >= policy.blind;
  if (bad >= (down ? Math.min(policy.failuresWhenDown, policy.failures) : policy.failures)) return true;
  return [...recent].filter((mark) => mark === 'b').length >= policy.failuresInWindow;
}

/** A cause that can no longer be seen because something could not be read has not gone away. */
function causeAfter(life: Life, seen: Unhealthy): SharedCause | null {
  if (seen.cause === null) return seen.causeKnown || life.phase === 'ok' ? null : life.cause;
  return life.cause?.rule === seen.cause.rule && life.cause.scope === seen.cause.scope ? life.cause : seen.cause;
}
