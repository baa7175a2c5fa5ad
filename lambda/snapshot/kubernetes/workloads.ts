/** Objects of the API groups apps, coordination and apiextensions. */

import * as z from 'zod/mini';
import { podTemplate } from './core.ts';
import { condition, flag, labelSelector, list, number, object, orNull, text } from './shapes.ts';

export const daemonSet = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      selector: z.optional(labelSelector),
      template: podTemplate,
      updateStrategy: z.optional(z.looseObject({ type: text })),
    }),
  ),
  status: z.optional(
    z.looseObject({
      desiredNumberScheduled: number,
      currentNumberScheduled: number,
      updatedNumberScheduled: number,
      numberAvailable: number,
      numberReady: number,
      numberUnavailable: number,
      observedGeneration: number,
    }),
  ),
});

export const deployment = z.looseObject({
  ...object,
  spec: z.optional(z.looseObject({ replicas: number, selector: z.optional(labelSelector), template: podTemplate })),
  status: z.optional(
    z.looseObject({
      replicas: number,
      readyReplicas: number,
      availableReplicas: number,
      unavailableReplicas: number,
      updatedReplicas: number,
      observedGeneration: number,
      conditions: list(condition),
    }),
  ),
});

export const lease = z.looseObject({
  ...object,
  spec: z.optional(z.looseObject({ holderIdentity: orNull(z.string()), acquireTime: orNull(z.string()), renewTime: orNull(z.string()) })),
});

export const customResourceDefinition = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      group: text,
      names: z.optional(z.looseObject({ kind: text, plural: text })),
      versions: list(z.looseObject({ name: text, served: flag, storage: flag, schema: z.optional(z.unknown()) })),
    }),
  ),
});
