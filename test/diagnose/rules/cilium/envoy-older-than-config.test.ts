import { describe, expect, test } from '@jest/globals';
import { change, type Edit, each, failing, named, unread } from '../../../../lab/scene/change.ts';
import { gatewayWorld } from '../../../../lab/scene/worlds.ts';
import { envoyOlderThanConfig } from '../../../../lambda/diagnose/rules/cilium/envoy-older-than-config.ts';
import type { Snapshot } from '../../../../lambda/snapshot/snapshot.ts';
import { wordFor } from '../lookAt.ts';

const bootstrapWritten = (time: string): Edit =>
  each(
    'configmaps',
    (config) => ({
      ...config,
      metadata: { ...config.metadata, managedFields: [{ time, fieldsV1: { 'f:data': { 'f:bootstrap-config.json': {} } } }] },
    }),
    named('cilium-envoy-config'),
  );

const cases: readonly (readonly [string, () => Snapshot, ReturnType<typeof wordFor>])[] = [
  [
    'says nothing where nobody tells when the bootstrap was written',
    () =>
      change(
        gatewayWorld(),
        failing(),
        each('configmaps', ({ metadata: { managedFields: _, ...metadata }, ...config }) => ({ ...config, metadata })),
      ),
    'silent',
  ],
  ['is unknown where ConfigMaps were refused', () => change(gatewayWorld(), failing(), unread('configmaps', 'forbidden', 403)), 'unknown'],
  [
    'is unknown where pods were refused',
    () => change(gatewayWorld(), failing(), bootstrapWritten('2025-11-03T15:00:00Z'), unread('pods', 'forbidden', 403)),
    'unknown',
  ],
  ['is ruled out where Envoys are younger', () => change(gatewayWorld(), failing(), bootstrapWritten('2025-10-01T00:00:00Z')), 'ruledOut'],
  [
    'explains Envoys that are older, as a possibility before 1.20',
    () => change(gatewayWorld(), failing(), bootstrapWritten('2025-11-03T15:00:00Z')),
    'cause',
  ],
];

describe('cilium/envoy-older-than-config', () => {
  test.each(cases)('%s', (_, world, word) => {
    expect(wordFor(envoyOlderThanConfig, world())).toBe(word);
  });
});
