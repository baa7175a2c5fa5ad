/** Diagnoses made to measure, and one monitor whose sink, store and process fail on request. */

import type { Diagnosis, LoadBalancerDiagnosis, Status, TargetGroupDiagnosis } from '../../lambda/diagnose/diagnosis.ts';
import { noFacts } from '../../lambda/incidents/changes/hashes.ts';
import type { Delivery, Notification, Sink } from '../../lambda/incidents/outbox/notification.ts';
import { defaultPolicy, type Policy } from '../../lambda/incidents/policy.ts';
import { type Moment, type RunResult, runOnce } from '../../lambda/incidents/run.ts';
import { memoryStore } from '../../lambda/incidents/store/memory.ts';
import type { Store } from '../../lambda/incidents/store/store.ts';
import { plusSeconds } from '../../lambda/text/time.ts';

export const region = 'eu-central-1';
const account = '111122223333';

export interface Seen {
  readonly name?: string;
  readonly status: Status;
  readonly cause?: string;
  readonly cluster?: string;
}

const group = (status: Status): TargetGroupDiagnosis => {
  const healthy = status === 'healthy' ? 4 : status === 'degraded' ? 3 : 0;
  return {
    arn: 'g',
    name: 'g',
    port: 80,
    protocol: 'TCP',
    targetType: 'instance',
    healthy,
    unhealthy: 4 - healthy,
    initial: 0,
    draining: 0,
    unused: 0,
    expected: 4,
    byDesign: 0,
    failing: 4 - healthy,
    targets: [],
  };
};

export function balancer({ name = 'edge', status, cause, cluster = 'prod' }: Seen): LoadBalancerDiagnosis {
  const finding = {
    kind: 'cause',
    severity: 'critical',
    confidence: 'certain',
    because: 'b',
    title: 't',
    summary: 's',
    hop: 'envoy',
    about: 'targets',
    sharedBy: null,
    explains: { targets: 4, of: 4 },
    evidence: [],
    remedies: [],
    references: [],
    consequences: [],
  } as const;
  return {
    arn: `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/net/${name}/0123456789abcdef`,
    name,
    dnsName: null,
    region,
    scheme: { actual: 'internal', requested: null, requestedBy: null },
    cluster,
    service: null,
    gateway: null,
    joinedBy: null,
    status,
    failsOpen: status === 'down',
    summary: 's',
    targetGroups: [group(status)],
    path: [],
    findings: cause === undefined ? [] : [{ ...finding, rule: cause }],
    unexplained: 0,
    ruledOut: [],
    unknown: [],
    normal: [],
    shape: null,
    differences: [],
  };
}

export const world = (...seen: readonly Seen[]): Diagnosis => ({
  format: 1,
  takenAt: '2026-11-01T00:00:00Z',
  account,
  cannotTell: [],
  loadBalancers: seen.map(balancer),
  clusters: [],
  coverage: { regions: [region], loadBalancers: seen.length, targetGroups: seen.length, notRead: [] },
});

export const start = '2026-11-01T00:00:00.000Z';
export const at = (minute: number): string => plusSeconds(start, minute * 60);

/** Small numbers, so that short stories tell everything. */
export const quick: Policy = {
  ...defaultPolicy,
  failures: 2,
  failuresWhenDown: 2,
  failuresInWindow: 4,
  window: 6,
  recoveries: 1,
  longestHold: 4,
  reopenWithinSeconds: 600,
  startSeconds: 0,
  storm: 50,
};

/** What becomes of a message: taken; refused; or taken, and the answer lost. */
export type Line = 'ok' | 'reject' | 'lost';
export type Death = Exclude<Moment, 'claiming' | 'releasing'>;

export class Killed extends Error {}

export interface Monitor {
  readonly store: Store;
  /** Everything the other side has taken, in order. */
  readonly taken: Notification[];
  readonly check: (
    minute: number,
    diagnosis: Diagnosis,
    more?: {
      readonly line?: Line;
      readonly death?: Death;
      readonly name?: string;
      readonly during?: () => Promise<unknown>;
      readonly between?: 'looking' | 'intending';
    },
  ) => Promise<RunResult | undefined>;
}

export interface Parts {
  readonly policy?: Policy;
  readonly store?: Store;
  readonly taken?: Notification[];
  /** Something between the monitor and the other side. */
  readonly around?: (sink: Sink) => Sink;
  readonly sinkName?: string;
}

export function monitorOf({
  policy = quick,
  store = memoryStore(),
  taken = [],
  around = (sink) => sink,
  sinkName = 'one',
}: Parts = {}): Monitor {
  const check: Monitor['check'] = async (minute, diagnosis, { line = 'ok', death, name, during, between = 'intending' } = {}) => {
    let isDead = false;
    const send = async (notification: Notification): Promise<Delivery> => {
      if (line === 'reject') return { outcome: 'later', reason: 'HTTP 500', retryAfterSeconds: 30 };
      taken.push(notification);
      return line === 'lost' ? { outcome: 'later', reason: 'the answer was lost', retryAfterSeconds: 30 } : { outcome: 'sent', memory: {} };
    };
    const moment = async (now: Moment) => {
      if (isDead) throw new Killed();
      if (now === 'intended' && between === 'intending') await during?.();
      if (now !== death) return;
      isDead = true;
      throw new Killed();
    };
    const clock = () => at(minute);
    const look = async () => {
      if (between === 'looking') await during?.();
      return { diagnosis, facts: noFacts, watched: { regions: [region] }, cursor: undefined };
    };
    const sinks = [around({ name: sinkName, send })];
    try {
      return await runOnce({
        store,
        sinks,
        policy,
        clock,
        holder: 'test',
        name: name ?? at(minute),
        leaseSeconds: 50,
        look,
        signal: new AbortController().signal,
        processMemory: { notifiedWithoutStoreAt: undefined },
        moment,
      });
    } catch (error) {
      if (error instanceof Killed) return undefined;
      throw error;
    }
  };
  return { store, taken, check };
}

const firing: ReadonlySet<string> = new Set(['opened', 'updated', 'reminder', 'reopened']);
const closing: ReadonlySet<string> = new Set(['resolved', 'gone']);

/** Where readers believe it stands, from what reached them. */
export function believed(taken: readonly Notification[]): 'firing' | 'resolved' | 'never told' {
  const last = taken.findLast(({ kind }) => firing.has(kind) || closing.has(kind));
  return last === undefined ? 'never told' : firing.has(last.kind) ? 'firing' : 'resolved';
}
