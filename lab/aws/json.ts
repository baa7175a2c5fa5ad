/** Output as JSON, by the SDK's schema: times go as seconds, members that the schema does not know are left out. */

import { type Schema, type Shape, shapeOf } from './shape.ts';

export function jsonOf(schema: Schema, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  const shape = shapeOf(schema);
  if (shape.kind === 'structure') return structure(shape, value as Readonly<Record<string, unknown>>);
  if (shape.kind === 'list') return (value as readonly unknown[]).map((item) => jsonOf(shape.of, item));
  if (shape.kind === 'map') return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonOf(shape.of, item)]));
  return shape.kind === 'time' ? Date.parse(String(value)) / 1000 : value;
}

function structure({ members }: Shape, value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(members.map(([name, schema]) => [name, jsonOf(schema, value[name])]));
}
