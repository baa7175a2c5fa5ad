/** spec.infrastructure was applied and dropped by an old CRD; in the twin the CRD knows it. */

import type { Gateway } from '../../../../lambda/snapshot/kubernetes.ts';
import { gatewayWorld } from '../../base.ts';
import { add, annotateService, change, failing, gateways, loadBalancers, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'gateway/infrastructure-pruned';

const infrastructure = { annotations: { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' } };
const applied =
  (kept: boolean) =>
  (gateway: Gateway): Gateway => ({
    ...gateway,
    metadata: {
      ...gateway.metadata,
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ spec: { gatewayClassName: 'cilium', infrastructure } }),
      },
    },
    spec: { ...gateway.spec, ...(kept ? { infrastructure } : {}) },
  });
const definition = (knows: boolean) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: 'gateways.gateway.networking.k8s.io',
    annotations: {
      'gateway.networking.k8s.io/bundle-version': knows ? 'v1.2.0' : 'v1.0.0',
      'gateway.networking.k8s.io/channel': 'standard',
    },
  },
  spec: {
    group: 'gateway.networking.k8s.io',
    names: { kind: 'Gateway', plural: 'gateways' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            properties: {
              spec: { properties: { gatewayClassName: { type: 'string' }, ...(knows ? { infrastructure: { type: 'object' } } : {}) } },
            },
          },
        },
      },
    ],
  },
});

const text = JSON.stringify({ spec: { infrastructure: { annotations: {} } } });
const lastApplied =
  (json: string) =>
  (gateway: Gateway): Gateway => ({
    ...gateway,
    metadata: { ...gateway.metadata, annotations: { 'kubectl.kubernetes.io/last-applied-configuration': json } },
  });

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () =>
        change(gatewayWorld(), gateways(applied(false)), add('customresourcedefinitions.apiextensions.k8s.io', definition(false))),
      source: 'made',
      why: 'last-applied-configuration has spec.infrastructure, the stored Gateway has not, and the schema does not know it.',
      expected: { cause: 'none', also: [rule], status: 'healthy' },
    },
    'advises where it was applied and is gone': {
      world: () => change(gatewayWorld(), failing(), gateways(lastApplied(text))),
      says: 'advice',
    },
  },
  silent: {
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          gateways(applied(true)),
          add('customresourcedefinitions.apiextensions.k8s.io', definition(true)),
          annotateService({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' }),
          loadBalancers((one) => ({ ...one, Scheme: 'internet-facing' })),
        ),
      source: 'made',
      why: 'The field is there as it was applied.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'says nothing where nobody applied the field': { world: () => change(gatewayWorld(), failing()), says: 'silent' },
    'says nothing of an annotation that is no JSON': {
      world: () => change(gatewayWorld(), failing(), gateways(lastApplied('{{'))),
      says: 'silent',
    },
  },
  unknown: {
    'is unknown where the Gateway was refused': () =>
      change(gatewayWorld(), failing(), unread('gateways.gateway.networking.k8s.io', 'forbidden', 403)),
  },
});
