/** For every thread and every sink: what is wanted next, as entries of the outbox. Sinks that want the same share one entry. */

import { secondsBetween } from '../text/time.ts';
import { changesFor } from './changes/baselines.ts';
import type { Context } from './evaluate.ts';
import type { Life } from './lifecycle/incident.ts';
import { worst } from './lifecycle/incident.ts';
import type { Effect } from './lifecycle/inhibit.ts';
import { acknowledgementOf } from './lifecycle/silence.ts';
import type { Sighting } from './observe/observation.ts';
import { entryOf, type Shown } from './outbox/compose.ts';
import { desired, type Present, presentOf } from './outbox/decide.ts';
import { type Entry, isAccepted } from './outbox/entry.ts';
import { trimmed } from './outbox/fitToItem.ts';
import { leadOf, type Thread, threadsOf } from './outbox/group.ts';
import type { AnnouncementKind } from './outbox/notification.ts';
import type { State } from './state.ts';

interface Telling extends Context {
  readonly mayBeTold: (life: Life) => boolean;
  readonly inhibited: (life: Life) => ReadonlySet<Effect>;
}

export function tell(state: State, sightings: readonly Sighting[], telling: Telling): readonly Entry[] {
  if (state.lives.size === 0 && state.entries.size === 0) return [];
  const seen = new Map(sightings.map((sighting) => [sighting.fingerprint, sighting]));
  return threadsOf(state.lives.values(), state.entries.values()).flatMap((thread) => tellThread(thread, state, seen, telling));
}

function tellThread(thread: Thread, state: State, seen: ReadonlyMap<string, Sighting>, telling: Telling): readonly Entry[] {
  if (thread.members.length === 0 || !thread.members.some(telling.mayBeTold)) return [];
  const acknowledged = acknowledgement(thread, state);
  const effects = thread.open.map(telling.inhibited);
  const remindersStopped = acknowledged !== null || (effects.length > 0 && effects.every((one) => one.has('noReminder')));
  const present = presentOf(thread, effects.length > 0 && effects.every((one) => one.has('noCause')), remindersStopped);
  const wanted = wantedBySink(thread, present, telling);
  let sequence = thread.entries.at(-1)?.sequence ?? 0;
  return [...wanted].map(([kind, sinks]) => {
    sequence += 1;
    return entryOf(
      thread,
      { kind, sinks, sequence },
      present,
      shownOf(thread, kind, state, seen, telling, acknowledged),
      telling.now,
      telling.policy,
    );
  });
}

function wantedBySink(thread: Thread, present: Present, { sinks, now, policy }: Telling): ReadonlyMap<AnnouncementKind, string[]> {
  const wanted = new Map<AnnouncementKind, string[]>();
  for (const sink of sinks) {
    const kind = desired(thread, present, sink, now, policy);
    if (kind !== undefined) wanted.set(kind, [...(wanted.get(kind) ?? []), sink]);
  }
  return wanted;
}

function acknowledgement(thread: Thread, { acknowledgements }: State): string | null {
  if (acknowledgements.length === 0) return null;
  const ids = new Set([thread.id, ...thread.members.map(({ incidentId }) => incidentId ?? '')]);
  const openedAgain = thread.entries.findLast(({ announcement }) => announcement.kind === 'reopened')?.createdAt ?? null;
  const severity = worst(thread.open.map((life) => life.severity));
  return acknowledgementOf(acknowledgements, ids, severity, openedAgain)?.author ?? null;
}

function shownOf(
  thread: Thread,
  kind: AnnouncementKind,
  state: State,
  seen: ReadonlyMap<string, Sighting>,
  { account, facts }: Telling,
  acknowledgedBy: string | null,
): Shown {
  const lead = leadOf(thread) as Life;
  const sighting = seen.get(lead.fingerprint);
  const diagnosis = sighting?.diagnosis ?? null;
  return {
    account,
    diagnosis: diagnosis === null ? null : trimmed(diagnosis, lead.subject.check),
    changes:
      lead.subject.loadBalancer === null ? [] : changesFor(kind, state.baselines.get(lead.subject.loadBalancer), facts, state.shared),
    notes: [...notesOf(thread), ...(sighting?.notes ?? []).slice(0, 5)],
    acknowledgedBy,
  };
}

function notesOf({ open, entries }: Thread): readonly string[] {
  const stale = open
    .map(({ unknownSince }) => unknownSince)
    .filter((one) => one !== null)
    .toSorted()[0];
  const late = entries.map(lateness).toSorted((a, b) => b - a)[0] ?? 0;
  return [
    ...(stale === undefined ? [] : [`Its health could not be read since ${stale}: what is said here is from before.`]),
    ...(late < 120 ? [] : [`Earlier messages of this incident were delivered ${Math.round(late / 60)} minutes late.`]),
  ];
}

const lateness = ({ createdAt, deliveries }: Entry) =>
  Math.max(
    0,
    ...Object.values(deliveries).map((delivery) =>
      isAccepted(delivery) && delivery.at !== null ? secondsBetween(createdAt, delivery.at) : 0,
    ),
  );
