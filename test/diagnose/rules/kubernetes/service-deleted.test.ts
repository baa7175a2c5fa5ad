import { describe, expect, test } from '@jest/globals';
import { change, each, failing, unread, without } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { serviceDeleted } from '../../../../lambda/diagnose/rules/kubernetes/service-deleted.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  ['is ruled out where the status names the load balancer', () => change(gatewayWorld(), failing()), 'ruledOut'],
  ['is unknown where Services were refused', () => change(gatewayWorld(), failing(), unread('services', 'forbidden', 403)), 'unknown'],
  ['explains a Service that is gone', () => change(gatewayWorld(), failing(), without('services')), 'cause'],
  [
    'explains a Service that was made anew and names another load balancer',
    () =>
      change(
        gatewayWorld(),
        failing(),
        each('services', (service) => ({
          ...service,
          metadata: { ...service.metadata, creationTimestamp: '2025-11-03T15:30:00Z' },
          status: { loadBalancer: { ingress: [{ hostname: 'another.elb.eu-west-2.amazonaws.com' }] } },
        })),
      ),
    'cause',
  ],
];

describe('kubernetes/service-deleted', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(serviceDeleted, world())).toBe(word);
  });
});
