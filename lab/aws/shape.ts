/** The SDK clients' own schemas, as far as the lab needs them: what an operation takes, what it gives, and what that is called on the wire. */

/** A schema as the clients export it (`DescribeLoadBalancers$`): nested tuples, numbers for simple types, functions for later. */
export type Schema = unknown;
export type Traits = Readonly<Record<string, unknown>>;

export type Kind = 'text' | 'number' | 'flag' | 'time' | 'list' | 'map' | 'structure' | 'document';

export interface Shape {
  readonly kind: Kind;
  readonly traits: Traits;
  /** Members of a structure. */
  readonly members: readonly (readonly [string, Schema])[];
  /** Values of a list or map. */
  readonly of: Schema;
}

export interface OperationShape {
  readonly name: string;
  readonly traits: Traits;
  readonly input: Schema;
  readonly output: Schema;
}

type Tuple = readonly unknown[];

export function operationShape(schema: Schema): OperationShape {
  const [, , name, traits, input, output] = schema as Tuple;
  return { name: String(name), traits: traitsOf(traits), input, output };
}

const kept = new WeakMap<object, Shape>();

/** Merged traits of the member and of what it points at; the member's win. */
export function shapeOf(schema: Schema): Shape {
  if ((typeof schema !== 'object' && typeof schema !== 'function') || schema === null) return shapeAt(schema);
  const found = kept.get(schema) ?? shapeAt(schema);
  kept.set(schema, found);
  return found;
}

function shapeAt(schema: Schema): Shape {
  let [found, traits] = [resolved(schema), {} as Traits];
  while (Array.isArray(found) && found.length === 2) {
    traits = { ...traitsOf(found[1]), ...traits };
    found = resolved(found[0]);
  }
  if (typeof found === 'number') return simple(found, traits);
  if (!Array.isArray(found)) return { kind: 'document', traits, members: [], of: undefined };
  return compound(found, { ...traitsOf(found[3]), ...traits });
}

function compound(tuple: Tuple, traits: Traits): Shape {
  const [type] = tuple;
  if (type === 0) return { ...shapeOf(tuple[4]), traits };
  if (type === 1) return { kind: 'list', traits, members: [], of: tuple[4] };
  if (type === 2) return { kind: 'map', traits, members: [], of: tuple[5] };
  const [names, schemas] = [tuple[4] as readonly string[], tuple[5] as readonly Schema[]];
  return { kind: 'structure', traits, members: names.map((name, index) => [name, schemas[index]]), of: undefined };
}

/** Numbers of @smithy/types/dist-types/schema/schema.d.ts: 64 and 128 are added for lists and maps. */
function simple(code: number, traits: Traits): Shape {
  if (code >= 128) return { kind: 'map', traits, members: [], of: code - 128 };
  if (code >= 64) return { kind: 'list', traits, members: [], of: code - 64 };
  return { kind: kinds.get(code) ?? 'document', traits, members: [], of: undefined };
}

const kinds = new Map<number, Kind>([
  [0, 'text'],
  [1, 'number'],
  [2, 'flag'],
  [4, 'time'],
  [5, 'time'],
  [6, 'time'],
  [7, 'time'],
  [17, 'number'],
  [19, 'number'],
  [21, 'text'],
]);

function resolved(schema: Schema): Schema {
  return typeof schema === 'function' ? resolved((schema as () => Schema)()) : schema;
}

/** Traits that are a number are flags (label, idempotent, ...), which nothing here looks at. */
function traitsOf(traits: unknown): Traits {
  return typeof traits === 'object' && traits !== null ? (traits as Traits) : {};
}
