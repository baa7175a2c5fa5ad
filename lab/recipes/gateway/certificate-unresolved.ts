/** A listener without its certificate; in the twin it is resolved. */

import type { Gateway } from '../../../lambda/snapshot/kubernetes.ts';
import { change, gateways } from '../../scene/change.ts';
import { gatewayWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

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

export const recipe: Recipe = {
  rule,
  scenarios: {
    cause: {
      world: () => change(gatewayWorld(), gateways(unresolved)),
      source: 'made',
      why: 'ResolvedRefs is False with InvalidCertificateRef on the https listener; targets are healthy, because a TCP check needs no certificate.',
      expected: { cause: 'none', also: [rule], status: 'healthy' },
    },
    twin: {
      world: () => gatewayWorld(),
      source: 'made',
      why: 'ResolvedRefs is True for both listeners.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
