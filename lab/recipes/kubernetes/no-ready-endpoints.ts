/** No pod of an ordinary Service is ready; the twin is a Gateway, whose only endpoint is the placeholder. */

import { change, each, failing } from '../../scene/change.ts';
import { gatewayWorld, plainWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'kubernetes/no-ready-endpoints';

export const recipe: Recipe = {
  rule,
  scenarios: {
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
    twin: {
      world: () => gatewayWorld(),
      source: 'made',
      why: 'A Service that Envoy serves: its only endpoint is the placeholder, and that is normal.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
