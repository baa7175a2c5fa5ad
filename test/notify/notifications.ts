/** Notifications of every kind for every world, and for names made to break messages. */

import { readWorld } from '../../lab/worlds/catalogue.ts';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import type { Diagnosis, LoadBalancerDiagnosis } from '../../lambda/diagnose/diagnosis.ts';
import { causeOfTargets, schemeFinding } from '../../lambda/incidents/observe/judge.ts';
import { fitToItem } from '../../lambda/incidents/outbox/fitToItem.ts';
import type { Notification, NotificationKind } from '../../lambda/incidents/outbox/notification.ts';
import { joinTopology } from '../../lambda/topology/join.ts';

export const diagnosed = (name: string): Diagnosis => diagnose(joinTopology(readWorld(name)));

export const kinds: readonly NotificationKind[] = [
  'opened',
  'updated',
  'reminder',
  'reopened',
  'resolved',
  'gone',
  'digest',
  'unreadable',
  'readable',
];
const over: ReadonlySet<NotificationKind> = new Set(['resolved', 'gone', 'readable']);

export const since = '2026-11-01T02:00:00.000Z';
export const at = '2026-11-01T02:42:00.000Z';

/** As the state machine would make it. */
export function announced(diagnosis: LoadBalancerDiagnosis | null, kind: NotificationKind, more: Partial<Notification> = {}): Notification {
  const check = checkOf(diagnosis, kind);
  const sequence = kinds.indexOf(kind) + 1;
  const name = diagnosis?.name ?? 'edge';
  return {
    format: 1,
    incidentId: 'i-abcdefghij',
    sequence,
    key: `i-abcdefghij:${sequence}:${kind}`,
    kind,
    severity: 'critical',
    check,
    account: '111122223333',
    region: diagnosis?.region ?? 'eu-west-2',
    cluster: diagnosis?.cluster ?? 'prod',
    cause: diagnosis === null ? null : causeOf(diagnosis),
    since,
    at,
    durationSeconds: over.has(kind) ? 2_520 : null,
    diagnosis: check === 'reading' || diagnosis === null ? null : fitToItem(diagnosis, check),
    members:
      check === 'reading'
        ? []
        : [{ incidentId: 'i-abcdefghij', loadBalancer: name, region: 'eu-west-2', cluster: 'prod', severity: 'critical' }],
    more: 0,
    changes: [{ what: 'ConfigMap kube-system/cilium-config enable-envoy-config', at: since }],
    notes: kind === 'unreadable' ? ['403 services is forbidden'] : kind === 'digest' ? ['Of 12 messages: 12 opened.'] : [],
    nextReminderAt: over.has(kind) ? null : '2026-11-01T03:42:00.000Z',
    acknowledgedBy: null,
    ...more,
  };
}

const reading: ReadonlySet<NotificationKind> = new Set(['unreadable', 'readable', 'digest']);

function checkOf(diagnosis: LoadBalancerDiagnosis | null, kind: NotificationKind): Notification['check'] {
  if (reading.has(kind)) return 'reading';
  return diagnosis !== null && causeOfTargets(diagnosis) === null && schemeFinding(diagnosis) !== undefined ? 'scheme' : 'target-health';
}

const causeOf = (diagnosis: LoadBalancerDiagnosis) => causeOfTargets(diagnosis)?.rule ?? schemeFinding(diagnosis)?.rule ?? null;
