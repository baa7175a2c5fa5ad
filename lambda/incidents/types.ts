/** What an incident is about and how urgent it is: the words that every room of this folder shares. */

import { createHash } from 'node:crypto';
import { arnParts } from '../text/arn.ts';

/** What is watched: the health of targets, the scheme, or whether a region or cluster can be read. */
export type Check = 'target-health' | 'scheme' | 'reading';

export type IncidentSeverity = 'critical' | 'high' | 'warning' | 'info';

export const severityRank: Readonly<Record<IncidentSeverity, number>> = { info: 0, warning: 1, high: 2, critical: 3 };

export const worst = (severities: readonly IncidentSeverity[]): IncidentSeverity =>
  severities.reduce<IncidentSeverity>(
    (worstSoFar, severity) => (severityRank[severity] > severityRank[worstSoFar] ? severity : worstSoFar),
    'info',
  );

/** What is watched. For `reading`, `loadBalancer` is null, and `cluster` is null where the scope is a whole region. */
export interface Subject {
  readonly check: Check;
  readonly account: string | null;
  readonly region: string;
  /** Of a load balancer: shown and matched, but no part of the fingerprint, because it is not always known. */
  readonly cluster: string | null;
  /** ARN, with the suffix that tells it from an earlier load balancer of the same name. */
  readonly loadBalancer: string | null;
  readonly name: string;
}

/** `scope` names the object at fault that several load balancers share; empty where it is the whole cluster. */
export interface SharedCause {
  readonly rule: string;
  readonly scope: string;
}

const fingerprintVersion = 1;

/** One short word for a subject that never changes while an incident is open: it holds no counts, causes, versions, times or severities. */
export function fingerprintOf({ check, account, region, cluster, loadBalancer }: Subject): string {
  const scope = loadBalancer === null ? cluster : null;
  return shortHash([
    fingerprintVersion,
    arnParts(loadBalancer ?? undefined)?.partition ?? null,
    account,
    region,
    check,
    loadBalancer,
    scope,
  ]);
}

/** The name people say aloud, from the subject and the opening time: a run that crashes and repeats creates the same name. */
export const incidentIdOf = (fingerprint: string, openedAt: string): string => `i-${shortHash([fingerprint, openedAt]).slice(0, 10)}`;

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** 100 bits of SHA-256 in base 32. */
export function shortHash(value: unknown): string {
  const digest = createHash('sha256').update(JSON.stringify(value)).digest();
  let text = '';
  for (let bit = 0; bit < 100; bit += 5)
    text += alphabet[((((digest[bit >> 3] ?? 0) << 8) | (digest[(bit >> 3) + 1] ?? 0)) >> (11 - (bit & 7))) & 31];
  return text;
}
