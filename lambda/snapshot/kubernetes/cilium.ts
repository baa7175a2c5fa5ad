/** Objects of Cilium. */

import * as z from 'zod/mini';
import { anything, labelSelector, list, object, orNull, text, texts } from './shapes.ts';

export const ciliumNode = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      addresses: list(z.looseObject({ type: text, ip: text })),
      ingress: orNull(z.looseObject({ ipv4: text, ipv6: text })),
      ipam: z.optional(z.looseObject({ podCIDRs: list(z.string()) })),
    }),
  ),
});

export const ciliumEnvoyConfig = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      services: list(z.looseObject({ name: text, namespace: text, ports: list(z.number()), listener: text })),
      backendServices: list(z.looseObject({ name: text, namespace: text })),
      resources: list(z.record(z.string(), z.unknown())),
      nodeSelector: orNull(labelSelector),
    }),
  ),
});

export const ciliumNodeConfig = z.looseObject({
  ...object,
  spec: z.optional(z.looseObject({ nodeSelector: orNull(labelSelector), defaults: texts })),
});

export const ciliumGatewayClassConfig = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      service: z.optional(
        z.looseObject({ type: text, externalTrafficPolicy: text, loadBalancerClass: text, loadBalancerSourceRanges: list(z.string()) }),
      ),
    }),
  ),
});

export const ciliumPolicy = z.looseObject({ ...object, spec: anything, specs: list(z.record(z.string(), z.unknown())) });
