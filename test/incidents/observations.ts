/** Small worlds for tests of incidents: observations of one load balancer or many, and a loop without a store in which every message arrives. */

import { noFacts } from '../../lambda/incidents/changes/hashes.ts';
import { evaluateObservations } from '../../lambda/incidents/evaluate.ts';
import type { EvaluationContext } from '../../lambda/incidents/notifications.ts';
import type { Health, Observation, Unhealthy } from '../../lambda/incidents/observe/observation.ts';
import { accepted, type Entry, isAccepted, isDue, withDelivery } from '../../lambda/incidents/outbox/entry.ts';
import type { Notification } from '../../lambda/incidents/outbox/notification.ts';
import { defaultPolicy, type Policy } from '../../lambda/incidents/policy.ts';
import { emptyState, type State } from '../../lambda/incidents/state.ts';
import { fingerprintOf, type Subject } from '../../lambda/incidents/types.ts';
import { plusSeconds } from '../../lambda/text/time.ts';

export const start = '2026-11-01T00:00:00.000Z';
export const minute = (count: number): string => plusSeconds(start, count * 60);

export const subjectOf = (name: string, more: Partial<Subject> = {}): Subject => ({
  check: 'target-health',
  account: '111122223333',
  region: 'eu-central-1',
  cluster: 'prod',
  loadBalancer: `arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/net/${name}/0123456789abcdef`,
  name,
  ...more,
});

export const scopeSubject = (region: string, cluster: string | null): Subject => ({
  check: 'reading',
  account: null,
  region,
  cluster,
  loadBalancer: null,
  name: cluster ?? region,
});

export const healthy: Health = { kind: 'healthy' };
export const unknown: Health = { kind: 'unknown', reason: 'not read' };
export const gone: Health = { kind: 'gone' };
export const bad = (more: Partial<Unhealthy> = {}): Unhealthy => ({
  kind: 'unhealthy',
  severity: 'warning',
  cause: null,
  causeKnown: true,
  down: false,
  ...more,
});

export const sight = (subject: Subject, health: Health): Observation => ({
  subject,
  fingerprint: fingerprintOf(subject),
  health,
  diagnosis: null,
  notes: [],
});

export const contextAt = (now: string, policy: Policy = defaultPolicy, sinks: readonly string[] = ['one']): EvaluationContext => ({
  now,
  account: '111122223333',
  sinks,
  policy,
  facts: noFacts,
});

/** A state of long ago, so that nothing counts as the first look. */
export const oldState = (): State => emptyState(plusSeconds(start, -86_400));

/** Everything that waits is accepted at once. */
export function deliverAll(state: State, now: string): { readonly state: State; readonly sent: readonly Notification[] } {
  const sent: Notification[] = [];
  const entries = new Map<string, Entry>();
  for (const entry of state.entries.values()) {
    let after = entry;
    for (const [sink, delivery] of Object.entries(entry.deliveries)) {
      if (isAccepted(delivery)) continue;
      if (isDue(delivery, now)) sent.push(entry.notification);
      after = withDelivery(after, sink, accepted(delivery, 'sent', now, {}));
    }
    entries.set(entry.id, after);
  }
  return { state: sent.length === 0 ? state : { ...state, entries }, sent };
}

/** Runs minute by minute, delivering at once; `see` is what is seen at each. */
export function live(
  minutes: number,
  see: (at: number) => readonly Observation[],
  { policy = defaultPolicy, from = oldState() }: { readonly policy?: Policy; readonly from?: State } = {},
): { readonly state: State; readonly sent: readonly (Notification & { readonly minute: number })[] } {
  let state = from;
  const all: (Notification & { readonly minute: number })[] = [];
  for (let at = 0; at < minutes; at += 1) {
    const now = minute(at);
    const delivered = deliverAll(evaluateObservations(state, see(at), contextAt(now, policy)).state, now);
    state = delivered.state;
    all.push(...delivered.sent.map((one) => ({ ...one, minute: at })));
  }
  return { state, sent: all };
}
