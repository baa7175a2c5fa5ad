/** Cilium 1.20 rolled its agents and not its Envoys; in the twin both were rolled. */

import type { ConfigMap } from '../../../lambda/snapshot/kubernetes.ts';
import { change, ciliumVersion, type Edit, each, failing, named, started } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

const rule = 'cilium/envoy-older-than-config';

/** The bootstrap of Envoy was written at this time; what stands in it does not matter. */
const bootstrapWritten = (time: string): Edit =>
  each(
    'configmaps',
    (config: ConfigMap) => ({
      ...config,
      metadata: {
        ...config.metadata,
        managedFields: [{ manager: 'helm', operation: 'Update', time, fieldsV1: { 'f:data': { 'f:bootstrap-config.json': {} } } }],
      },
    }),
    named('cilium-envoy-config'),
  );

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), ciliumVersion('1.20.1'), bootstrapWritten('2025-11-03T15:50:00Z'), failing()),
      source: 'made',
      why: 'Every Envoy is weeks older than its bootstrap, which 1.20 changed; all pods are Ready and every node has an ingress address.',
      expected: { cause: rule, confidence: 'likely', status: 'down', never: ['cilium/agents-not-restarted', 'cilium/envoy-pod-not-ready'] },
    },
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          ciliumVersion('1.20.1'),
          bootstrapWritten('2025-11-03T15:50:00Z'),
          started('cilium-envoy', '2025-11-03T15:55:00Z'),
        ),
      source: 'made',
      why: 'Envoys restarted after the bootstrap was written.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
