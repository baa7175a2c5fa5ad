/** No pod of an ordinary Service is ready; the twin is a Gateway, whose only endpoint is the placeholder. */

import { gatewayWorld, plainWorld } from '../../base.ts';
import { change, each, failing, none, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'kubernetes/no-ready-endpoints';

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(
          plainWorld(),
          each('endpointslices.discovery.k8s.io', (slice) => ({
            ...slice,
            endpoints: (slice.endpoints ?? []).map((one) => ({ ...one, conditions: { ready: false, serving: false, terminating: false } })),
          })),
          failing(),
        ),
      source: 'made',
      why: 'Every back end of both Services is not ready.',
      expected: { cause: rule, confidence: 'likely', status: 'down' },
    },
    'explains that there is none': () => change(plainWorld(), failing(), none('endpointslices.discovery.k8s.io')),
  },
  silent: {
    twin: {
      world: () => gatewayWorld(),
      source: 'made',
      why: 'A Service that Envoy serves: its only endpoint is the placeholder, and that is normal.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'says nothing of a Service that Envoy serves: the placeholder is normal': {
      world: () => change(gatewayWorld(), failing()),
      says: 'silent',
    },
    'is ruled out where a back end is ready': () => change(plainWorld(), failing()),
  },
  unknown: {
    'is unknown where EndpointSlices were refused': () =>
      change(plainWorld(), failing(), unread('endpointslices.discovery.k8s.io', 'forbidden', 403)),
    'is unknown where a slice does not say whose it is': () =>
      change(
        plainWorld(),
        failing(),
        each('endpointslices.discovery.k8s.io', (slice) => ({ ...slice, metadata: { ...slice.metadata, labels: {} } })),
      ),
  },
});
