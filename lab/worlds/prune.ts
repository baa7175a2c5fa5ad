/** Keeps of an object what its shape knows: scenarios made from a real snapshot stay small enough to read. */

import type * as z from 'zod/mini';

type Definition = z.core.$ZodTypes['_zod']['def'];

const definitionOf = (shape: z.core.$ZodType): Definition => (shape as z.core.$ZodTypes)._zod.def;

/** The value with only the members that the shape names; unions and unknown values are kept whole. */
export function prune<T>(shape: z.core.$ZodType, value: T): T {
  const definition = definitionOf(shape);
  if (value === null || value === undefined) return value;
  if (definition.type === 'optional' || definition.type === 'nullable') return prune(definition.innerType, value);
  if (definition.type === 'array' && Array.isArray(value)) return value.map((item) => prune(definition.element, item)) as T;
  if (definition.type !== 'object') return value;
  const members = Object.entries(definition.shape).filter(([key]) => Object.hasOwn(value as object, key));
  return Object.fromEntries(members.map(([key, member]) => [key, prune(member, (value as Record<string, unknown>)[key])])) as T;
}
