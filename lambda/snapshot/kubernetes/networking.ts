/** Ingress and the Gateway API. */

import * as z from 'zod/mini';
import { condition, list, number, object, orNull, text, texts } from './shapes.ts';

export const ingress = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      ingressClassName: text,
      tls: list(z.looseObject({ hosts: list(z.string()), secretName: text })),
      rules: list(z.looseObject({ host: text })),
    }),
  ),
  status: z.optional(
    z.looseObject({ loadBalancer: orNull(z.looseObject({ ingress: list(z.looseObject({ hostname: text, ip: text })) })) }),
  ),
});

export const ingressClass = z.looseObject({ ...object, spec: z.optional(z.looseObject({ controller: text })) });

export const gatewayClass = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      controllerName: text,
      parametersRef: z.optional(z.looseObject({ group: text, kind: text, name: text, namespace: text })),
    }),
  ),
  status: z.optional(z.looseObject({ conditions: list(condition) })),
});

export const gateway = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      gatewayClassName: text,
      infrastructure: orNull(z.looseObject({ annotations: texts, labels: texts })),
      listeners: list(
        z.looseObject({
          name: text,
          port: number,
          protocol: text,
          hostname: text,
          tls: z.optional(
            z.looseObject({ mode: text, certificateRefs: list(z.looseObject({ group: text, kind: text, name: text, namespace: text })) }),
          ),
        }),
      ),
      addresses: list(z.looseObject({ type: text, value: text })),
    }),
  ),
  status: z.optional(
    z.looseObject({
      addresses: list(z.looseObject({ type: text, value: text })),
      conditions: list(condition),
      listeners: list(z.looseObject({ name: text, attachedRoutes: number, conditions: list(condition) })),
    }),
  ),
});

export const route = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      parentRefs: list(z.looseObject({ group: text, kind: text, name: text, namespace: text, sectionName: text, port: number })),
      hostnames: list(z.string()),
      rules: list(z.looseObject({ backendRefs: list(z.looseObject({ kind: text, name: text, namespace: text, port: number })) })),
    }),
  ),
  status: z.optional(
    z.looseObject({
      parents: list(
        z.looseObject({
          parentRef: z.optional(z.looseObject({ name: text, namespace: text, sectionName: text })),
          controllerName: text,
          conditions: list(condition),
        }),
      ),
    }),
  ),
});
