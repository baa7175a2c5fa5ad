/** The shapes of stored items, complete: what does not fit is quarantined. Each schema yields the type it is named after, or it does not compile. */

import * as z from 'zod/mini';
import type { LoadBalancerDiagnosis, ReportedFinding, TargetGroupDiagnosis } from '../../diagnose/diagnosis.ts';
import { hops, type Remedy, type Step } from '../../diagnose/finding.ts';
import type { Baseline, FactSet, Facts } from '../changes/hashes.ts';
import type { Incident } from '../lifecycle/incident.ts';
import type { Acknowledgement, Matchers, Silence } from '../lifecycle/silence.ts';
import type { Entry, EntryDelivery, Notified } from '../outbox/entry.ts';
import type { Change, Member, Notification } from '../outbox/notification.ts';
import type { SharedCause, Subject } from '../types.ts';

export type Schema<T> = z.ZodMiniType<T>;

/** The value itself is used, not a copy: unchanged items are recognised by identity. */
export const isValid = <T>(schema: Schema<T>, value: unknown): value is T => schema.safeParse(value).success;

const nullable = <T>(schema: Schema<T>): Schema<T | null> => z.nullable(schema);
const text = z.string();
const time = z.string().check(z.refine((value) => !Number.isNaN(Date.parse(value))));
const count = z.number().check(z.nonnegative());

const severity = z.enum(['critical', 'high', 'warning', 'info']);
const check = z.enum(['target-health', 'scheme', 'reading']);

const subject: Schema<Subject> = z.looseObject({
  check,
  account: nullable(text),
  region: text,
  cluster: nullable(text),
  loadBalancer: nullable(text),
  name: text,
});

const sharedCause: Schema<SharedCause> = z.looseObject({ rule: text, scope: text });

export const incidentSchema: Schema<Incident> = z.looseObject({
  fingerprint: text,
  subject,
  phase: z.enum(['ok', 'pending', 'firing', 'recovering', 'gone']),
  bad: count,
  good: count,
  absent: count,
  recent: z.string().check(z.regex(/^[bg]*$/)),
  openedAt: nullable(time),
  incidentId: nullable(text),
  firedAt: nullable(time),
  endedAt: nullable(time),
  reopens: count,
  calm: count,
  severity,
  cause: nullable(sharedCause),
  unknownSince: nullable(time),
  alertGroup: nullable(text),
  silenced: nullable(z.looseObject({ by: text, severity })),
});

export const factsSchema: Schema<Facts> = z.record(text, z.looseObject({ at: nullable(text), parts: z.record(text, text) }));
const factSet: Schema<FactSet> = z.looseObject({ own: factsSchema, shared: nullable(text) });
export const baselineSchema: Schema<Baseline> = z.looseObject({
  loadBalancer: text,
  healthy: nullable(factSet),
  opened: nullable(factSet),
});

const matchers: Schema<Matchers> = z.looseObject({
  account: z.optional(text),
  region: z.optional(text),
  cluster: z.optional(text),
  loadBalancer: z.optional(text),
  cause: z.optional(text),
  check: z.optional(check),
});

export const silenceSchema: Schema<Silence> = z.looseObject({
  kind: z.literal('silence'),
  id: text,
  matchers,
  startsAt: time,
  endsAt: time,
  author: text,
  reason: text,
  throughEscalation: z.boolean(),
});

export const acknowledgementSchema: Schema<Acknowledgement> = z.looseObject({
  kind: z.literal('acknowledgement'),
  id: text,
  incidentId: text,
  mode: z.enum(['normal', 'sticky']),
  severity,
  author: text,
  reason: text,
  at: time,
});

const step: Schema<Step> = z.looseObject({
  kind: z.enum(['command', 'helm', 'manifest', 'terraform', 'text']),
  text,
  usesContext: z.exactOptional(z.literal(true)),
});
const remedy: Schema<Remedy> = z.looseObject({
  title: text,
  recommended: z.boolean(),
  effect: text,
  risk: text,
  undo: text,
  steps: z.array(step),
  verify: z.array(step),
});

const finding: Schema<ReportedFinding> = z.looseObject({
  rule: text,
  kind: z.enum(['cause', 'advice']),
  severity: z.enum(['critical', 'warning', 'info']),
  confidence: z.enum(['certain', 'likely', 'possible']),
  because: text,
  title: text,
  summary: text,
  hop: z.enum(hops),
  about: z.enum(['targets', 'scheme']),
  sharedBy: nullable(z.looseObject({ kind: text, name: text })),
  explains: z.looseObject({ targets: count, of: count }),
  evidence: z.array(z.looseObject({ text, source: text, supports: z.boolean() })),
  remedies: z.array(remedy),
  references: z.array(text),
  consequences: z.array(z.looseObject({ rule: text, summary: text })),
});

const target = z.looseObject({
  id: text,
  port: nullable(z.number()),
  zone: nullable(text),
  state: text,
  reason: nullable(text),
  node: nullable(text),
});

const targetGroup: Schema<TargetGroupDiagnosis> = z.looseObject({
  arn: text,
  name: text,
  port: nullable(z.number()),
  protocol: nullable(text),
  targetType: nullable(text),
  healthy: count,
  unhealthy: count,
  initial: count,
  draining: count,
  unused: count,
  expected: nullable(count),
  byDesign: count,
  failing: count,
  targets: z.array(target),
});

const access = z.looseObject({ context: text, kubeconfig: nullable(text), setup: nullable(text), note: nullable(text) });
const objectName = z.looseObject({ namespace: text, name: text });

export const diagnosisSchema: Schema<LoadBalancerDiagnosis> = z.looseObject({
  arn: text,
  name: text,
  dnsName: nullable(text),
  region: text,
  scheme: z.looseObject({ actual: nullable(text), requested: nullable(text), requestedBy: nullable(text) }),
  cluster: nullable(text),
  access: z.exactOptional(nullable(access)),
  service: nullable(objectName),
  gateway: nullable(objectName),
  joinedBy: nullable(text),
  status: z.enum(['healthy', 'degraded', 'down', 'unknown']),
  failsOpen: z.boolean(),
  summary: text,
  targetGroups: z.array(targetGroup),
  path: z.array(z.looseObject({ hop: z.enum(hops), state: z.enum(['ok', 'failing', 'broken', 'unknown']), text })),
  findings: z.array(finding),
  unexplained: count,
  ruledOut: z.array(z.looseObject({ rule: text, because: text })),
  unknown: z.array(z.looseObject({ rule: text, missing: text, grant: text })),
  normal: z.array(z.looseObject({ what: text, because: text })),
  shape: nullable(text),
  differences: z.array(z.looseObject({ what: text, failing: text, healthy: text })),
});

const member: Schema<Member> = z.looseObject({ incidentId: text, loadBalancer: text, region: text, cluster: nullable(text), severity });
const change: Schema<Change> = z.looseObject({ what: text, at: nullable(text) });

const notification: Schema<Notification> = z.looseObject({
  format: z.literal(1),
  incidentId: text,
  sequence: count,
  key: text,
  kind: z.enum(['opened', 'updated', 'reminder', 'reopened', 'resolved', 'gone', 'digest', 'unreadable', 'readable']),
  severity,
  check,
  account: nullable(text),
  region: text,
  cluster: nullable(text),
  cause: nullable(text),
  since: time,
  at: time,
  durationSeconds: nullable(z.number()),
  diagnosis: nullable(diagnosisSchema),
  members: z.array(member),
  more: count,
  changes: z.array(change),
  notes: z.array(text),
  nextReminderAt: nullable(time),
  acknowledgedBy: nullable(text),
});

const notified: Schema<Notified> = z.looseObject({ severity, cause: nullable(sharedCause), members: text, updates: count });

const delivery: Schema<EntryDelivery> = z.looseObject({
  state: z.enum(['new', 'attempted', 'accepted', 'degraded', 'parked', 'folded']),
  attempts: count,
  notBefore: nullable(time),
  at: nullable(time),
  reason: nullable(text),
  memory: z.record(text, text),
  into: nullable(text),
});

export const entrySchema: Schema<Entry> = z.looseObject({
  id: text,
  alertGroup: text,
  sequence: count,
  groupKey: text,
  createdAt: time,
  reason: z.enum([
    'firstNotification',
    'firingAgain',
    'severityRose',
    'membersChanged',
    'causeChanged',
    'reminderDue',
    'resolved',
    'noLongerListed',
    'notificationStorm',
    'deliveryOverdue',
    'sinkParked',
    'storeUnavailable',
  ]),
  notification,
  notified,
  loadBalancers: z.array(text),
  deliveries: z.record(text, delivery),
  covers: z.array(text),
});
