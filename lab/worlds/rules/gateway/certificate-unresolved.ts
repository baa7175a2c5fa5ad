/** A listener without its certificate; in the twin it is resolved. */

import type { Gateway } from '../../../../lambda/snapshot/kubernetes.ts';
import { gatewayWorld } from '../../base.ts';
import { change, failing, gateways, unread } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'gateway/certificate-unresolved';

const unresolved = (gateway: Gateway): Gateway => ({
  ...gateway,
  status: {
    ...gateway.status,
    listeners: (gateway.status?.listeners ?? []).map((one) =>
      one.name !== 'https'
        ? one
        : {
            ...one,
            conditions: [
              {
                type: 'ResolvedRefs',
                status: 'False',
                reason: 'InvalidCertificateRef',
                message: 'CertificateRef obs-eu-dev-wildcard-tls does not exist',
              },
            ],
          },
    ),
  },
});

const condition =
  (reason: string) =>
  (gateway: Gateway): Gateway => ({
    ...gateway,
    status: {
      ...gateway.status,
      listeners: [{ name: 'https', conditions: [{ type: 'ResolvedRefs', status: 'False', reason, message: 'no' }] }],
    },
  });

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), gateways(unresolved)),
      source: 'made',
      why: 'ResolvedRefs is False with InvalidCertificateRef on the https listener; targets are healthy, because a TCP check needs no certificate.',
      expected: { cause: 'none', also: [rule], status: 'healthy' },
    },
    'advises where one is not': {
      world: () => change(gatewayWorld(), failing(), gateways(condition('InvalidCertificateRef'))),
      says: 'advice',
    },
  },
  silent: {
    twin: {
      world: () => gatewayWorld(),
      source: 'made',
      why: 'ResolvedRefs is True for both listeners.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out where all are resolved': () => change(gatewayWorld(), failing()),
    'leaves other reasons to other rules': () => change(gatewayWorld(), failing(), gateways(condition('InvalidRouteKinds'))),
  },
  unknown: {
    'is unknown where the Gateway was refused': () =>
      change(gatewayWorld(), failing(), unread('gateways.gateway.networking.k8s.io', 'forbidden', 403)),
  },
});
