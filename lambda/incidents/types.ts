/** Who an incident is about, as one short word that never changes while it is open: no counts, causes, versions, times or severities in it. */

import { createHash } from 'node:crypto';
import type { Announcement } from './outbox/notification.ts';

export type Check = Announcement['check'];

/** What is watched. For `reading`, `loadBalancer` is null, and `cluster` is null where the scope is a whole region. */
export interface Subject {
  readonly check: Check;
  readonly account: string | null;
  readonly region: string;
  /** Of a load balancer: shown and matched, but no part of the fingerprint, because it is not always known. */
  readonly cluster: string | null;
  /** ARN, with the suffix that makes a load balancer of the same name another one. */
  readonly loadBalancer: string | null;
  readonly name: string;
}

const schema = 1;

export function fingerprintOf({ check, account, region, cluster, loadBalancer }: Subject): string {
  const scope = loadBalancer === null ? cluster : null;
  return short([schema, partitionOf(loadBalancer), account, region, check, loadBalancer, scope]);
}

/** The name people say aloud: from what it is about and when it began, so that a crash cannot mint a second one. */
export const mintIncident = (fingerprint: string, openedAt: string): string => `i-${short([fingerprint, openedAt]).slice(0, 10)}`;

/** Which incidents have one cause in common. */
export const groupKey = (...parts: readonly (string | null)[]): string => short(parts);

/** The account in the ARN: a diagnosis does not always know it, and a fingerprint must not depend on that. */
export const accountOf = (arn: string): string | null => arn.split(':')[4] || null;

const partitionOf = (arn: string | null) => arn?.split(':')[1] ?? null;

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** 100 bits of SHA-256 in base 32. */
export function short(value: unknown): string {
  const digest = createHash('sha256').update(JSON.stringify(value)).digest();
  let text = '';
  for (let bit = 0; bit < 100; bit += 5)
    text += alphabet[((((digest[bit >> 3] ?? 0) << 8) | (digest[(bit >> 3) + 1] ?? 0)) >> (11 - (bit & 7))) & 31];
  return text;
}
