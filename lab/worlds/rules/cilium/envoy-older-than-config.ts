/** Cilium 1.20 rolled its agents and not its Envoys; in the twin both were rolled. */

import type { ConfigMap } from '../../../../lambda/snapshot/kubernetes.ts';
import { gatewayWorld } from '../../base.ts';
import { change, ciliumVersion, type Edit, each, failing, named, started, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

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

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), ciliumVersion('1.20.1'), bootstrapWritten('2025-11-03T15:50:00Z'), failing()),
      source: 'made',
      why: 'Every Envoy is weeks older than its bootstrap, which 1.20 changed; all pods are Ready and every node has an ingress address.',
      expected: { cause: rule, confidence: 'likely', status: 'down', never: ['cilium/agents-not-restarted', 'cilium/envoy-pod-not-ready'] },
    },
    'explains Envoys that are older, as a possibility before 1.20': () =>
      change(gatewayWorld(), failing(), bootstrapWritten('2025-11-03T15:00:00Z')),
  },
  silent: {
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
    'says nothing where nobody tells when the bootstrap was written': {
      world: () =>
        change(
          gatewayWorld(),
          failing(),
          each('configmaps', ({ metadata: { managedFields: _, ...metadata }, ...config }) => ({ ...config, metadata })),
        ),
      says: 'silent',
    },
    'is ruled out where Envoys are younger': () => change(gatewayWorld(), failing(), bootstrapWritten('2025-10-01T00:00:00Z')),
  },
  unknown: {
    'is unknown where ConfigMaps were refused': () => change(gatewayWorld(), failing(), unread('configmaps', 'forbidden', 403)),
    'is unknown where pods were refused': () =>
      change(gatewayWorld(), failing(), bootstrapWritten('2025-11-03T15:00:00Z'), unread('pods', 'forbidden', 403)),
  },
});
