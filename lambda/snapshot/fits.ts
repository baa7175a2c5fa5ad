/**
 * A zod shape as a plain predicate. Zod copies whatever it checks; a snapshot with 300,000 targets is only looked at, ten times faster.
 * What does not fit is handed to zod itself, so that this file never decides what an error says.
 */

import type * as z from 'zod/mini';

type Predicate = (value: unknown) => boolean;
type Definition = z.core.$ZodTypes['_zod']['def'];

const compiled = new WeakMap<z.core.$ZodType, Predicate>();

/** Whether zod would accept the value; false also where this file does not know the kind of shape. */
export function fits(shape: z.core.$ZodType, value: unknown): boolean {
  return predicateOf(shape)(value);
}

function predicateOf(shape: z.core.$ZodType): Predicate {
  const known = compiled.get(shape);
  if (known !== undefined) return known;
  const predicate = compile((shape as z.core.$ZodTypes)._zod.def);
  compiled.set(shape, predicate);
  return predicate;
}

function compile(definition: Definition): Predicate {
  if ((definition.checks?.length ?? 0) > 0) return () => false;
  switch (definition.type) {
    case 'string':
      return (value) => typeof value === 'string';
    case 'number':
      return Number.isFinite;
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'unknown':
      return () => true;
    case 'optional':
      return or(undefined, predicateOf(definition.innerType));
    case 'nullable':
      return or(null, predicateOf(definition.innerType));
    case 'array':
      return everyItem(predicateOf(definition.element));
    case 'record':
      return everyValue(predicateOf(definition.valueType));
    case 'union':
      return some(definition.options.map(predicateOf));
    case 'object':
      return everyMember(definition);
    default:
      return () => false;
  }
}

function or(nothing: undefined | null, inner: Predicate): Predicate {
  return (value) => value === nothing || inner(value);
}

function everyItem(item: Predicate): Predicate {
  return (value) => Array.isArray(value) && value.every(item);
}

function everyValue(inner: Predicate): Predicate {
  return (value) => isObject(value) && Object.values(value).every(inner);
}

function some(options: readonly Predicate[]): Predicate {
  return (value) => options.some((option) => option(value));
}

/** Strict objects are left to zod; loose ones keep members that the shape does not name. */
function everyMember(definition: z.core.$ZodObjectDef): Predicate {
  if (definition.catchall?._zod.def.type !== 'unknown') return () => false;
  const members = Object.entries(definition.shape).map(([key, shape]) => [key, predicateOf(shape)] as const);
  return (value) => {
    if (!isObject(value)) return false;
    for (const [key, predicate] of members) if (!predicate(value[key])) return false;
    return true;
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
