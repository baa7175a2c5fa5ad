/** Who wrote which field last: `metadata.managedFields` as the API server keeps it (structured-merge-diff, FieldsV1). */

import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../../lambda/snapshot/kubernetes.ts';

type Entries = NonNullable<KubernetesObject['metadata']['managedFields']>;
type Fields = { readonly [name: string]: Fields };

export interface Writer {
  readonly manager: string;
  readonly operation: 'Update' | 'Apply';
  /** RFC 3339, whole seconds. */
  readonly time: string;
}

/** Members of metadata that the API server writes itself. */
const own = ['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'name', 'namespace'];

/** The entries after a write: what changed belongs to its writer, and to nobody else. */
export function managedAfter(before: object | undefined, after: object, entries: Entries, writer: Writer): Entries {
  const fields = changedFields(before ?? {}, after);
  if (Object.keys(fields).length === 0) return entries;
  const { manager, operation, time } = writer;
  const isWriter = (entry: Entries[number]) => entry.manager === manager && entry.operation === operation;
  const others = entries
    .filter((entry) => !isWriter(entry))
    .map((entry) => ({ ...entry, fieldsV1: without((entry.fieldsV1 ?? {}) as Fields, fields) }));
  const owned = (entries.find(isWriter)?.fieldsV1 ?? {}) as Fields;
  return [
    ...others.filter(({ fieldsV1 }) => Object.keys(fieldsV1).length > 0),
    { manager, operation, time, fieldsV1: joined(owned, fields) },
  ];
}

function changedFields(before: object, after: object): Fields {
  const { apiVersion: _, kind: __, status: ___, metadata, ...rest } = after as Readonly<Record<string, unknown>>;
  const { metadata: formerMetadata, ...former } = before as Readonly<Record<string, unknown>>;
  return changedMembers({ ...former, metadata: withoutOwn(formerMetadata) }, { ...rest, metadata: withoutOwn(metadata) });
}

const withoutOwn = (metadata: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries((metadata ?? {}) as object).filter(([name]) => !own.includes(name)));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function changedMembers(before: unknown, after: Readonly<Record<string, unknown>>): Fields {
  const former = isObject(before) ? before : {};
  const changed = Object.entries(after).filter(([name, value]) => !isDeepStrictEqual(former[name], value));
  const entries = changed.map(([name, value]) => [`f:${name}`, isObject(value) ? changedMembers(former[name], value) : {}] as const);
  return Object.fromEntries(entries);
}

function joined(one: Fields, other: Fields): Fields {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(names.map((name) => [name, joined(one[name] ?? {}, other[name] ?? {})]));
}

function without(fields: Fields, taken: Fields): Fields {
  const left = Object.entries(fields).flatMap(([name, below]) => {
    const gone = taken[name];
    if (gone === undefined) return [[name, below] as const];
    const rest = without(below, gone);
    return Object.keys(rest).length === 0 ? [] : [[name, rest] as const];
  });
  return Object.fromEntries(left);
}
