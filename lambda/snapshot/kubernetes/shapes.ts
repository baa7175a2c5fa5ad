/** Pieces that the shapes of Kubernetes objects share. */

import * as z from 'zod/mini';

export const text = z.optional(z.string());

export const number = z.optional(z.number());

export const flag = z.optional(z.boolean());

export const list = <T extends z.core.SomeType>(of: T) => z.optional(z.array(of));

export const texts = z.optional(z.record(z.string(), z.string()));

export const anything = z.optional(z.record(z.string(), z.unknown()));

/** `kubectl` prints an unset object as `{}`, as `null`, or not at all; only the last says nothing. */
export const orNull = <T extends z.core.SomeType>(of: T) => z.optional(z.nullable(of));

const ownerReference = z.looseObject({ apiVersion: text, kind: text, name: text, uid: text, controller: flag });

const metadata = z.looseObject({
  name: z.string(),
  namespace: text,
  uid: text,
  resourceVersion: text,
  generation: number,
  creationTimestamp: orNull(z.string()),
  deletionTimestamp: text,
  labels: orNull(z.record(z.string(), z.string())),
  annotations: orNull(z.record(z.string(), z.string())),
  finalizers: list(z.string()),
  ownerReferences: list(ownerReference),
  managedFields: list(z.looseObject({ manager: text, operation: text, time: text, fieldsV1: anything })),
});

export const object = { apiVersion: z.string(), kind: z.string(), metadata };

export const condition = z.looseObject({
  type: text,
  status: text,
  reason: text,
  message: text,
  lastTransitionTime: orNull(z.string()),
  observedGeneration: number,
});

export const labelSelector = z.looseObject({
  matchLabels: texts,
  matchExpressions: list(z.looseObject({ key: z.string(), operator: z.string(), values: list(z.string()) })),
});

export const plain = z.looseObject({ ...object, spec: z.optional(z.unknown()), status: z.optional(z.unknown()) });
