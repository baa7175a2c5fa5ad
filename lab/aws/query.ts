/** The Query and EC2 protocols: form fields in, XML out, both named as the SDK's own schemas name them. */

import type { Answer } from '../answer.ts';
import { xml } from '../answer.ts';
import type { AwsFailure } from './failure.ts';
import type { Protocol } from './protocol.ts';
import { type OperationShape, type Schema, type Shape, shapeOf } from './shape.ts';

type Fields = ReadonlyMap<string, string>;

/** @param ec2 the EC2 dialect: other names, lists without `member` */
export function queryProtocol(namespace: string, ec2: boolean): Protocol {
  return {
    input: (operation, { body }) =>
      (inputOf(operation.input, fieldsOf(body), { prefix: '', ec2 }) ?? {}) as Readonly<Record<string, unknown>>,
    answer: (operation, output) => answerOf(operation, output, { namespace, ec2 }),
    failure: (failure) => failureOf(failure, { namespace, ec2 }),
  };
}

export function fieldsOf(body: string): Fields {
  return new Map(new URLSearchParams(body));
}

interface Place {
  readonly prefix: string;
  readonly ec2: boolean;
}

/** Undefined where no field of the form begins with the prefix. */
function inputOf(schema: Schema, fields: Fields, place: Place): unknown {
  const shape = shapeOf(schema);
  if (shape.kind === 'structure') return structureOf(shape, fields, place);
  if (shape.kind === 'list') return listOf(shape, fields, place);
  if (shape.kind === 'map') return mapOf(shape, fields, place);
  const text = fields.get(place.prefix);
  if (text === undefined) return undefined;
  if (shape.kind === 'number') return Number(text);
  return shape.kind === 'flag' ? text === 'true' : text;
}

function structureOf({ members }: Shape, fields: Fields, { prefix, ec2 }: Place): unknown {
  const found = members.flatMap(([name, schema]) => {
    const value = inputOf(schema, fields, { prefix: joined(prefix, fieldName(name, shapeOf(schema), ec2)), ec2 });
    return value === undefined ? [] : [[name, value] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function fieldName(name: string, { traits }: Shape, ec2: boolean): string {
  if (ec2 && typeof traits.ec2QueryName === 'string') return traits.ec2QueryName;
  const wire = typeof traits.xmlName === 'string' ? traits.xmlName : name;
  return ec2 ? `${wire.charAt(0).toUpperCase()}${wire.slice(1)}` : wire;
}

function listOf(shape: Shape, fields: Fields, { prefix, ec2 }: Place): unknown {
  const item = shapeOf(shape.of).traits.xmlName;
  const base = ec2 ? prefix : joined(prefix, typeof item === 'string' ? item : 'member');
  const items: unknown[] = [];
  for (let index = 1; ; index += 1) {
    const value = inputOf(shape.of, fields, { prefix: joined(base, String(index)), ec2 });
    if (value === undefined) break;
    items.push(value);
  }
  // An empty list is sent as a field without a value.
  return items.length === 0 && !fields.has(prefix) ? undefined : items;
}

/** SNS names keys and values of `MessageAttributes` so; no other map is taken. */
function mapOf(shape: Shape, fields: Fields, { prefix, ec2 }: Place): unknown {
  const entries: (readonly [string, unknown])[] = [];
  for (let index = 1; ; index += 1) {
    const entry = `${prefix}.entry.${index}`;
    const key = fields.get(`${entry}.Name`) ?? fields.get(`${entry}.key`);
    if (key === undefined) break;
    entries.push([
      key,
      inputOf(shape.of, fields, { prefix: `${entry}.Value`, ec2 }) ?? inputOf(shape.of, fields, { prefix: `${entry}.value`, ec2 }),
    ]);
  }
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

const joined = (prefix: string, name: string) => (prefix === '' ? name : `${prefix}.${name}`);

interface Dialect {
  readonly namespace: string;
  readonly ec2: boolean;
}

const requestId = '00000000-0000-4000-8000-000000000000';

function answerOf(operation: OperationShape, output: unknown, { namespace, ec2 }: Dialect): Answer {
  const content = written(shapeOf(operation.output), output);
  const { name } = operation;
  const inner = ec2
    ? `<requestId>${requestId}</requestId>${content}`
    : `<${name}Result>${content}</${name}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return xml(`<${name}Response xmlns="${namespace}">${inner}</${name}Response>`);
}

function failureOf({ code, message, status }: AwsFailure, { namespace, ec2 }: Dialect): Answer {
  const error = `<Code>${escaped(code)}</Code><Message>${escaped(message)}</Message>`;
  if (ec2) return xml(`<Response><Errors><Error>${error}</Error></Errors><RequestID>${requestId}</RequestID></Response>`, status);
  const type = status < 500 ? 'Sender' : 'Receiver';
  return xml(
    `<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type>${error}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
    status,
  );
}

function written(shape: Shape, value: unknown): string {
  if (shape.kind === 'structure') return members(shape, value as Readonly<Record<string, unknown>>);
  if (shape.kind === 'list') return items(shape, value as readonly unknown[]);
  if (shape.kind === 'map') return entriesOf(shape, value as Readonly<Record<string, unknown>>);
  return escaped(shape.kind === 'time' ? new Date(String(value)).toISOString() : String(value));
}

/** Members that the schema does not know are left out, as AWS has none of them. */
function members({ members: known }: Shape, value: Readonly<Record<string, unknown>>): string {
  return known
    .map(([name, schema]) => {
      const found = value[name];
      if (found === undefined || found === null) return '';
      const shape = shapeOf(schema);
      return element(typeof shape.traits.xmlName === 'string' ? shape.traits.xmlName : name, written(shape, found));
    })
    .join('');
}

function items(list: Shape, values: readonly unknown[]): string {
  const shape = shapeOf(list.of);
  const name = typeof shape.traits.xmlName === 'string' ? shape.traits.xmlName : 'member';
  return values.map((value) => element(name, written(shape, value))).join('');
}

function entriesOf(map: Shape, value: Readonly<Record<string, unknown>>): string {
  const shape = shapeOf(map.of);
  const entries = Object.entries(value).map(([key, item]) => element('key', escaped(key)) + element('value', written(shape, item)));
  return entries.map((entry) => element('entry', entry)).join('');
}

const element = (name: string, content: string) => (content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`);

export function escaped(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
