/** For every alert group and every sink: the next notification, as an entry of the outbox. Sinks with the same next notification share one entry. */

import { secondsBetween } from '../text/time.ts';
import { changesFor } from './changes/baselines.ts';
import type { KnownFacts } from './changes/hashes.ts';
import type { Incident } from './lifecycle/incident.ts';
import type { Effect } from './lifecycle/inhibit.ts';
import { acknowledgementOf } from './lifecycle/silence.ts';
import type { Observation } from './observe/observation.ts';
import { entryOf, type NotificationContent } from './outbox/compose.ts';
import { type Current, currentOf, decide } from './outbox/decide.ts';
import { type Entry, isAccepted } from './outbox/entry.ts';
import { fitToItem } from './outbox/fitToItem.ts';
import { type AlertGroup, alertGroupsOf } from './outbox/group.ts';
import type { NotificationKind, NotificationReason } from './outbox/notification.ts';
import type { Policy } from './policy.ts';
import type { State } from './state.ts';
import { worst } from './types.ts';

export interface EvaluationContext {
  /** The time of the run, RFC 3339: the only clock. */
  readonly now: string;
  readonly account: string | null;
  readonly sinks: readonly string[];
  readonly policy: Policy;
  readonly facts: KnownFacts;
}

interface NotificationContext extends EvaluationContext {
  readonly mayNotify: (incident: Incident) => boolean;
  readonly inhibited: (incident: Incident) => ReadonlySet<Effect>;
}

export function newEntries(state: State, observations: readonly Observation[], context: NotificationContext): readonly Entry[] {
  if (state.incidents.size === 0 && state.entries.size === 0) return [];
  const seen = new Map(observations.map((observation) => [observation.fingerprint, observation]));
  const alertGroups = alertGroupsOf(state.incidents.values(), state.entries.values());
  return alertGroups.flatMap((alertGroup) => entriesOf(alertGroup, state, seen, context));
}

function entriesOf(
  alertGroup: AlertGroup,
  state: State,
  seen: ReadonlyMap<string, Observation>,
  context: NotificationContext,
): readonly Entry[] {
  const { lead, members, open, entries } = alertGroup;
  if (lead === undefined || !members.some(context.mayNotify)) return [];
  const acknowledgedBy = acknowledgedByOf(alertGroup, state);
  const effects = open.map(context.inhibited);
  const remindersStopped = acknowledgedBy !== null || (effects.length > 0 && effects.every((effect) => effect.has('noReminder')));
  const current = currentOf(alertGroup, effects.length > 0 && effects.every((effect) => effect.has('noCause')), remindersStopped);
  const last = entries.at(-1)?.sequence ?? 0;
  return [...nextBySink(alertGroup, current, context)].map(([kind, { reason, sinks }], index) => {
    const content = { ...contentOf(alertGroup, lead, kind, state, seen, context), acknowledgedBy };
    const next = { kind, reason, sinks, sequence: last + index + 1 };
    return entryOf(alertGroup, lead, next, current, content, context.now, context.policy);
  });
}

interface NextNotification {
  readonly reason: NotificationReason;
  readonly sinks: readonly string[];
}

function nextBySink(
  alertGroup: AlertGroup,
  current: Current,
  { sinks, now, policy }: NotificationContext,
): ReadonlyMap<NotificationKind, NextNotification> {
  const next = new Map<NotificationKind, NextNotification>();
  for (const sink of sinks) {
    const decision = decide(alertGroup, current, sink, now, policy);
    if (decision === undefined) continue;
    const same = next.get(decision.kind);
    next.set(decision.kind, { reason: same?.reason ?? decision.reason, sinks: [...(same?.sinks ?? []), sink] });
  }
  return next;
}

function acknowledgedByOf({ id, members, open, entries }: AlertGroup, { acknowledgements }: State): string | null {
  if (acknowledgements.length === 0) return null;
  const ids = new Set([id, ...members.map(({ incidentId }) => incidentId ?? '')]);
  const reopenedAt = entries.findLast(({ notification }) => notification.kind === 'reopened')?.createdAt ?? null;
  const severity = worst(open.map((incident) => incident.severity));
  return acknowledgementOf(acknowledgements, ids, severity, reopenedAt)?.author ?? null;
}

function contentOf(
  alertGroup: AlertGroup,
  { fingerprint, subject }: Incident,
  kind: NotificationKind,
  state: State,
  seen: ReadonlyMap<string, Observation>,
  { account, facts }: NotificationContext,
): Omit<NotificationContent, 'acknowledgedBy'> {
  const observation = seen.get(fingerprint);
  const diagnosis = observation?.diagnosis ?? null;
  const baseline = subject.loadBalancer === null ? undefined : state.baselines.get(subject.loadBalancer);
  return {
    account,
    diagnosis: diagnosis === null ? null : fitToItem(diagnosis, subject.check),
    changes: changesFor(kind, baseline, facts, state.shared),
    notes: [...notesOf(alertGroup), ...(observation?.notes ?? []).slice(0, 5)],
  };
}

/** Delays below two minutes are not worth a sentence. */
const minReportedDelaySeconds = 120;

function notesOf({ open, entries }: AlertGroup): readonly string[] {
  const unreadableSince = open.flatMap(({ unknownSince }) => unknownSince ?? []).toSorted()[0];
  const delay = Math.max(0, ...entries.map(delaySeconds));
  return [
    ...(unreadableSince === undefined
      ? []
      : [`Its health could not be read since ${unreadableSince}: what this message says is from before that time.`]),
    ...(delay < minReportedDelaySeconds
      ? []
      : [`Earlier messages of this incident were delivered ${Math.round(delay / 60)} minutes late.`]),
  ];
}

function delaySeconds({ createdAt, deliveries }: Entry): number {
  const delays = Object.values(deliveries).flatMap((delivery) =>
    isAccepted(delivery) && delivery.at !== null ? [secondsBetween(createdAt, delivery.at)] : [],
  );
  return Math.max(0, ...delays);
}
