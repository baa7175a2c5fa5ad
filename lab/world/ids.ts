/** Ids of a made world: each is a hash of what it names, so that the same world has the same ids for ever. */

import { createHash } from 'node:crypto';

const hex = (parts: readonly unknown[]): string => createHash('sha256').update(parts.join('\n')).digest('hex');

/** `i-0123456789abcdef0` and the like: seventeen digits of which the first is 0. */
export const awsId = (prefix: string, ...of: readonly unknown[]): string => `${prefix}-0${hex([prefix, ...of]).slice(0, 16)}`;

/** The last part of an ARN of a load balancer, target group or listener. */
export const arnId = (...of: readonly unknown[]): string => hex(of).slice(0, 16);

export function uuid(...of: readonly unknown[]): string {
  const digits = hex(of);
  return [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `a${digits.slice(17, 20)}`, digits.slice(20, 32)].join('-');
}

/** A number from 0 to below `limit`. */
export const numberFrom = (limit: number, ...of: readonly unknown[]): number => Number.parseInt(hex(of).slice(0, 8), 16) % limit;

export const resourceVersion = (...of: readonly unknown[]): string => String(14_000_000 + numberFrom(900_000, ...of));

const letters = 'bcdfghjklmnpqrstvwxz2456789';

/** The end of a generated name, in the alphabet Kubernetes uses: `cilium-7h2kx`. */
export const suffix = (length: number, ...of: readonly unknown[]): string =>
  [
    ...hex(of)
      .slice(0, 2 * length)
      .matchAll(/../g),
  ]
    .map(([pair]) => letters[Number.parseInt(pair, 16) % letters.length])
    .join('');

export const imageDigest = (image: string): string => `sha256:${hex(['image', image])}`;
