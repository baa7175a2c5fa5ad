/** Points the unmodified clients at a server of a test. */

import { afterEach } from '@jest/globals';
import { createClients } from '../../lambda/collect/aws/clients.ts';
import type { CollectRequest } from '../../lambda/collect/request.ts';
import { patienceMs } from '../patience.ts';
import type { Running } from './servers.ts';

const running: { close: () => unknown }[] = [];

/** Closed after the test. */
export function kept<T extends { close: () => unknown }>(one: T): T {
  running.push(one);
  return one;
}

export function pointAt(aws: Running): void {
  process.env.AWS_ENDPOINT_URL = aws.url;
  process.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'canary-secret-key';
  process.env.AWS_SESSION_TOKEN = 'canary-session-token';
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
}

export const fast = { perSecond: 10_000, burst: 10_000 };
export const clients = () => kept(createClients(fast));

export const request = (more: Partial<CollectRequest> = {}): CollectRequest => ({
  regions: ['eu-west-2'],
  reads: [
    'services',
    'nodes',
    'pods',
    'configmaps',
    'daemonsets.apps',
    'events',
    'gateways.gateway.networking.k8s.io',
    'ec2:DescribeInstances',
  ],
  deadlineMs: patienceMs,
  elbRate: fast,
  ...more,
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});
